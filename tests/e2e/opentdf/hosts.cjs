// What a name server and port 443 are elsewhere: EXERCISE_HOSTS says at which port of this machine a
// host listens. The clients stay as they are.
const net = require('node:net');

const ports = JSON.parse(process.env.EXERCISE_HOSTS);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (options?.host in ports) {
    options.port = ports[options.host];
    options.host = '127.0.0.1';
  }
  return connect.apply(this, given);
};
