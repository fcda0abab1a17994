// Loaded first into every program of the suite: a connection that does not stay on this machine is an error. The
// preload that mock-provider writes comes after it, so that the providers' hosts are this machine by then.
'use strict';

const net = require('node:net');

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i;
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options = first && typeof first === 'object' ? first : { host: second };
  const host = typeof options.host === 'string' ? options.host : 'localhost';
  if (!options.path && !LOOPBACK.test(host)) {
    throw new Error(`the suite is offline, and a program wanted ${host}:${options.port ?? first}`);
  }
  return connect.apply(this, args);
};
