package com.nexora.streams.correlation;

/**
 * The first byte of every store value says how the rest is written, so that a later version can
 * read what an earlier one stored.
 */
final class Versions {

  private Versions() {}

  static void check(final String what, final int found, final int known) {
    if (found != known) {
      throw new IllegalStateException(
          what
              + " in the store has format "
              + found
              + ", this program reads "
              + known
              + ". Run the version that wrote it, or later.");
    }
  }
}
