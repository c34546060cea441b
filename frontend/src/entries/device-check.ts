import { start } from "../room/start";

void start(() => import("../check/CheckAlone.svelte"));
