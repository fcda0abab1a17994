// Loaded into Node by NODE_OPTIONS=--require. Connections to the hosts below on port 443 go to mock-provider's TLS
// listener, whose address is in MOCK_PROVIDER_TLS_ADDRESS (host:port); without that variable nothing changes.
// Names, certificates, and every other connection are left as they are: TLS still checks the name that was asked for.
'use strict';

const net = require('node:net');

const hosts = new Set(HOSTS);
const address = /^\[?(.+?)\]?:(\d+)$/.exec(process.env.MOCK_PROVIDER_TLS_ADDRESS || '');

if (address) {
  const [, listenerHost, listenerPort] = address;
  const target = { host: listenerHost, port: Number(listenerPort) };
  const connect = net.Socket.prototype.connect;

  const isProvider = (host, port) =>
    typeof host === 'string' && hosts.has(host.toLowerCase()) && Number(port) === 443;

  // http, https, tls, http2, and fetch all end here. The options are copied, because TLS reads the name from them.
  net.Socket.prototype.connect = function (...args) {
    const [first, second] = args;
    if (Array.isArray(first) && first[0] && isProvider(first[0].host, first[0].port)) {
      // What net.connect hands over: [options, callback], marked by a symbol that the copy has to keep.
      const normalized = Object.assign([], first);
      for (const symbol of Object.getOwnPropertySymbols(first)) normalized[symbol] = first[symbol];
      normalized[0] = { ...first[0], ...target };
      args[0] = normalized;
    } else if (first && typeof first === 'object' && isProvider(first.host, first.port)) {
      args[0] = { ...first, ...target };
    } else if (isProvider(second, first)) {
      args.splice(0, 2, target.port, target.host);
    }
    return connect.apply(this, args);
  };
}
