package com.nexora.streams.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the development broker and registry listen, loopback only.
 *
 * @param broker port of the broker
 * @param registry port of the schema registry
 */
public record DevPorts(int broker, int registry) {

  /** Kafka's and the registry's customary ports. */
  public static final DevPorts CUSTOMARY = new DevPorts(9092, 8081);

  public DevPorts {
    check("broker", broker);
    check("registry", registry);
    if (broker == registry) {
      throw new IllegalArgumentException(
          "broker and registry cannot both listen on port " + broker + ": give two ports");
    }
  }

  /** Two ports that nobody listens on right now. */
  public static DevPorts free() {
    final List<Integer> ports = freePorts(2);
    return new DevPorts(ports.get(0), ports.get(1));
  }

  /** Loopback ports that nobody listens on right now, all different. */
  static List<Integer> freePorts(final int count) {
    final List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(listen(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (final IOException e) {
      throw new UncheckedIOException("no free loopback port", e);
    } finally {
      sockets.forEach(DevPorts::close);
    }
  }

  /** Whether a server could listen on this loopback port now. */
  static boolean isFree(final int port) {
    try (ServerSocket socket = listen(port)) {
      return socket.isBound();
    } catch (final IOException e) {
      return false;
    }
  }

  private static ServerSocket listen(final int port) throws IOException {
    final ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
    return socket;
  }

  private static void close(final ServerSocket socket) {
    try {
      socket.close();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(final String what, final int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          what + " port " + port + " does not exist: give 1 to 65535");
    }
  }
}
