package com.nexora.streams.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a thread is for, by its name: names of the same kind differ by ids and numbers. */
final class ThreadKind {

  /** How the kernel calls the threads that are not Java's, as far as they cost anything. */
  private static final List<String> NATIVE =
      List.of("GC Thread", "G1 ", "C1 Compiler", "C2 Compiler", "VM ", "rocksdb", "JFR ");

  /** Those of the JIT compiler. */
  static final List<String> COMPILERS = List.of("C1 Compiler", "C2 Compiler");

  private ThreadKind() {}

  /** Of a Java thread. */
  static String ofJava(final @Nullable String name) {
    if (name == null) {
      return "?";
    }
    final String first = name.replaceAll("\\s*\\|.*", "");
    if (name.contains("StreamThread")) {
      return name.contains("producer") ? "producer of a StreamThread" : "StreamThread";
    }
    return first.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "*").replaceAll("\\d+", "N");
  }

  /** Of a thread that is not Java's, null if it is Java's. */
  static @Nullable String ofNative(final String name) {
    for (final String kind : NATIVE) {
      if (name.startsWith(kind)) {
        return kind.trim();
      }
    }
    return null;
  }
}
