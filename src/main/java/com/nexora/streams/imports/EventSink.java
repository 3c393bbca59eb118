package com.nexora.streams.imports;

/** Where events go. */
public interface EventSink {

  /**
   * Sends one event; returns before it is stored.
   *
   * @throws RefusedException if this event can never be stored, e.g. since it is too large
   * @throws FeedException if nothing can be stored
   */
  void send(Importable event) throws RefusedException;

  /**
   * Waits until everything sent is stored.
   *
   * @throws FeedException if something was not
   */
  void flush();
}
