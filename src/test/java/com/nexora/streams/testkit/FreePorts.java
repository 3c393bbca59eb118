package com.nexora.streams.testkit;

import com.nexora.streams.embedded.LoopbackPorts;
import java.util.List;

/** Loopback ports that nobody listens on. */
public final class FreePorts {

  private FreePorts() {}

  public static int one() {
    return some(1).get(0);
  }

  /** Several at once are all different. */
  public static List<Integer> some(final int count) {
    return LoopbackPorts.free(count);
  }
}
