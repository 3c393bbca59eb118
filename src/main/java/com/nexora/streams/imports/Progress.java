package com.nexora.streams.imports;

/** Told after every record, so that a long import shows that it lives. */
@FunctionalInterface
public interface Progress {

  void at(ImportReport soFar);

  /** Nobody listens. */
  static Progress none() {
    return soFar -> {};
  }
}
