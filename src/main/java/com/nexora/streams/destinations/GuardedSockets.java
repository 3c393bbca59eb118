package com.nexora.streams.destinations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import javax.net.SocketFactory;

/**
 * Sockets that connect only where the {@link NetworkGuard} allows: for libraries that resolve and
 * connect themselves and take a factory by its class name.
 */
public final class GuardedSockets extends SocketFactory {

  private final NetworkGuard guard;

  /**
   * @param allowed networks beside the public ones, separated by commas
   */
  public GuardedSockets(final String allowed) {
    this.guard = new NetworkGuard(allowed.isEmpty() ? List.of() : List.of(allowed.split(",", -1)));
  }

  @Override
  public Socket createSocket() {
    return new GuardedSocket(guard);
  }

  @Override
  public Socket createSocket(final String host, final int port) throws IOException {
    final Socket socket = createSocket();
    socket.connect(new InetSocketAddress(host, port));
    return socket;
  }

  @Override
  public Socket createSocket(
      final String host, final int port, final InetAddress local, final int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(final InetAddress host, final int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(
      final InetAddress host, final int port, final InetAddress local, final int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  private static final class GuardedSocket extends Socket {

    private final NetworkGuard guard;

    GuardedSocket(final NetworkGuard guard) {
      this.guard = guard;
    }

    @Override
    public void connect(final SocketAddress endpoint, final int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress internet)
          || internet.getAddress() == null
          || !guard.allows(internet.getAddress())) {
        throw new IOException(
            "not connected: the address is not public; see destinations.allowed.networks");
      }
      super.connect(endpoint, timeout);
    }
  }
}
