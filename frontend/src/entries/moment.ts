import { startMoments } from "../moment/moment";

startMoments();
