// All that there is to say of errors, in one piece.
export { messages } from "./messages";
export { nextSteps } from "./next";
