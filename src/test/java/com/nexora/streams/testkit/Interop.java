package com.nexora.streams.testkit;

import java.nio.file.Path;

/** What the build fetched for the interop tests. */
public final class Interop {

  private Interop() {}

  /** A file under {@code target}. */
  public static Path target(final String first, final String... more) {
    return Path.of(System.getProperty("nexora.basedir", "."))
        .resolve("target")
        .resolve(Path.of(first, more));
  }

  /** The jar with Confluent's serializer. */
  public static Path confluentJar() {
    return target("interop", "confluent-avro.jar");
  }
}
