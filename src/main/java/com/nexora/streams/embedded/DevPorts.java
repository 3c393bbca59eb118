package com.nexora.streams.embedded;

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
    final List<Integer> ports = LoopbackPorts.free(2);
    return new DevPorts(ports.get(0), ports.get(1));
  }

  private static void check(final String what, final int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          what + " port " + port + " does not exist: give 1 to 65535");
    }
  }
}
