/** Whether two appliances would be called the same. The engine has the last word. */
export function sameName(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** A name for an appliance at this address: the first part of a host name, or the whole of an IP address. */
export function suggestedName(address: string): string {
  const host = address.startsWith("[") ? address.slice(1, address.indexOf("]")) : address.split(":")[0];
  if (!host) return "";
  const isIp = /^[\d.]+$|:/.test(host);
  return isIp ? host : (host.split(".")[0] ?? host);
}
