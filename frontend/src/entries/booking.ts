import { startBooking } from "../booking/booking";

startBooking();
