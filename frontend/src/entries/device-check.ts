import CheckAlone from "../check/CheckAlone.svelte";
import { start } from "../room/start";

void start(CheckAlone);
