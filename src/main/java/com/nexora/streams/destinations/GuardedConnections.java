package com.nexora.streams.destinations;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections where the {@link NetworkGuard} allows. */
final class GuardedConnections {

  private static final int CONNECT_MS = 5_000;
  private static final int READ_MS = 20_000;

  private final NetworkGuard guard;
  private final SSLSocketFactory tls;

  GuardedConnections(final NetworkGuard guard, final SSLSocketFactory tls) {
    this.guard = guard;
    this.tls = tls;
  }

  /**
   * A connection; without TLS only into networks that the operator has named.
   *
   * @throws IOException if the other side cannot be reached or is not who it should be
   */
  Socket connect(final String host, final int port, final boolean encrypted)
      throws IOException, UnavailableException {
    final String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    final InetSocketAddress address = guard.resolve(name, port);
    if (!encrypted && !guard.isAllowedPrivate(address.getAddress())) {
      throw new UnavailableException(
          "without TLS items are sent only into networks of destinations.allowed.networks",
          0,
          Breaker.LONGEST_WAIT_MS);
    }
    final Socket socket = new Socket();
    try {
      socket.connect(address, CONNECT_MS);
      socket.setSoTimeout(READ_MS);
      socket.setTcpNoDelay(true);
      return encrypted ? secured(socket, name, port) : socket;
    } catch (final IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Socket secured(final Socket socket, final String host, final int port)
      throws IOException {
    final SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, port, true);
    final SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }
}
