import { startArrivals } from "../waiting/arrivals";

startArrivals();
