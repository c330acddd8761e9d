// Which addresses outgoing requests may reach. A name given by somebody outside must not lead into the local network;
// an operator can list names that may (a school's own Moodle), and plain http for development opens loopback.
import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What outgoing requests may do. */
export interface OutgoingRules {
  allowInsecureHttp: boolean;
  /** Host names that may resolve to private addresses. */
  privateHosts: string[];
}

/** Refused before anything was sent: the address is not one that we may call. */
class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

const PRIVATE_RANGES = ['private', 'uniqueLocal', 'carrierGradeNat', 'loopback'];

/** Tells whether a request to `host`, found at `address`, is allowed. */
export function allowsAddress(rules: OutgoingRules, host: string, address: string): boolean {
  const range = ipaddr.process(address).range();
  if (range === 'unicast') return true;
  if (range === 'loopback' && rules.allowInsecureHttp) return true;
  return rules.privateHosts.includes(host.toLowerCase()) && PRIVATE_RANGES.includes(range);
}

/** Throws AddressRefused for a URL of another scheme than https (or http where allowed) or with a forbidden address. */
export function checkUrl(rules: OutgoingRules, url: URL): void {
  const scheme = url.protocol === 'https:' || (url.protocol === 'http:' && rules.allowInsecureHttp);
  if (!scheme) throw new AddressRefused(`${url.protocol}// is not allowed for ${url.host}`);
  if (url.username || url.password) throw new AddressRefused(`${url.host}: an address with a password is not allowed`);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(literal) && !allowsAddress(rules, literal, literal)) {
    throw new AddressRefused(`${literal} is a private address`);
  }
}

/** A name lookup for sockets that fails when any of the found addresses is forbidden, so that no rebinding slips by. */
export function checkedLookup(rules: OutgoingRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const addresses = found as LookupAddress[];
      const refused = addresses.find(({ address }) => !allowsAddress(rules, hostname, address));
      if (refused)
        return callback(new AddressRefused(`${hostname} leads to the private address ${refused.address}`), '');
      if (options.all) return (callback as unknown as (e: null, all: LookupAddress[]) => void)(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? '', first?.family);
    });
  };
}
