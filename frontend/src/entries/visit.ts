import { prefetch } from "../room/screens";
import { start } from "../room/start";
import VisitApp from "../room/VisitApp.svelte";

void start(VisitApp, (config) => prefetch(config.step));
