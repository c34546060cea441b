import "../styles/planning.css";
import { startPlanning } from "../planning/planning";

startPlanning();
