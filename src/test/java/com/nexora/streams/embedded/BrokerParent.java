package com.nexora.streams.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that starts a broker, tells its process id and waits to be killed. */
final class BrokerParent {

  private BrokerParent() {}

  /** Takes the data directory and the port. */
  public static void main(final String[] args) throws InterruptedException {
    final DevBroker broker = DevBroker.start(Path.of(args[0]), Integer.parseInt(args[1]), Map.of());
    System.out.println("broker " + broker.pid());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
