/** Where the command key does what Control does elsewhere. */
export const onMac = navigator.platform.startsWith("Mac");
