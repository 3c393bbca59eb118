package com.nexora.streams.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports for servers that are about to start.
 *
 * <p>Between the moment a port is found free and the moment its server listens on it, the operating
 * system may give it to anybody who connects to something. So ports come from below the range that
 * systems connect from (32768 and up on Linux, 49152 and up elsewhere).
 */
public final class LoopbackPorts {

  private static final int FIRST = 10_000;
  private static final int END = 32_000;
  private static final int ATTEMPTS = 1_000;

  private LoopbackPorts() {}

  /**
   * Ports that nobody listens on right now, all different.
   *
   * @param count how many
   * @param taken ports that are spoken for, although nobody may listen on them yet
   * @throws IllegalStateException if there are not enough
   */
  public static List<Integer> free(final int count, final Integer... taken) {
    final Set<Integer> spokenFor = Set.of(taken);
    final Set<Integer> found = new LinkedHashSet<>();
    for (int attempt = 0; attempt < ATTEMPTS && found.size() < count; attempt++) {
      final int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (!spokenFor.contains(port) && isFree(port)) {
        found.add(port);
      }
    }
    if (found.size() < count) {
      throw new IllegalStateException(
          "only %d of %d free loopback ports found between %d and %d"
              .formatted(found.size(), count, FIRST, END));
    }
    return List.copyOf(found);
  }

  /** Whether a server could listen on this loopback port now. */
  public static boolean isFree(final int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (final IOException e) {
      return false;
    }
  }
}
