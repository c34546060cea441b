import { start } from "../room/start";

void start(() => import("../room/VisitApp.svelte"));
