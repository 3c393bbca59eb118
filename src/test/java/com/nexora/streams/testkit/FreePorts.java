package com.nexora.streams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Loopback ports that nobody listens on. */
public final class FreePorts {

  private FreePorts() {}

  public static int one() {
    return some(1).get(0);
  }

  /** Several at once are all different. */
  public static List<Integer> some(final int count) {
    final List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sockets.forEach(FreePorts::close);
    }
  }

  private static void close(final ServerSocket socket) {
    try {
      socket.close();
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
