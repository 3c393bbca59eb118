package com.nexora.streams.runtime;

/**
 * Something that lives as long as the application: started before the stream threads, so that
 * health can be asked while stores are restored, and closed before them, so that no request reads a
 * closing store.
 */
public interface Companion {

  /** Starts; the checks have passed, the stream threads have not started. */
  void start(NexoraApplication application);

  /** Stops taking work, finishes what is under way within its own bound, and stops. */
  void close();
}
