package com.nexora.streams.runtime;

/** Something that must hold before the first record is read. */
public interface StartupCheck {

  /** What is looked at, for the log. */
  String name();

  /**
   * Looks.
   *
   * @throws StartupException if it does not hold; the message says what to do
   */
  void run();

  /** A check from a name and the look. */
  static StartupCheck of(final String name, final Runnable look) {
    return new StartupCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void run() {
        look.run();
      }
    };
  }
}
