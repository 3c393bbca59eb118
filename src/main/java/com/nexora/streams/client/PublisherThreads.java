package com.nexora.streams.client;

/** Tells the publisher's own threads, and those of its producer, from the application's. */
final class PublisherThreads {

  private static final String OURS = "nexora-publisher-";
  private static final String PRODUCERS = "kafka-producer-network-thread | ";

  private PublisherThreads() {}

  static String name(final String clientId) {
    return OURS + clientId;
  }

  /** Whether what this thread logs must not be published by the publisher of that name. */
  static boolean belongsTo(final Thread thread, final String clientId) {
    final String name = thread.getName();
    return name.startsWith(OURS) || name.equals(PRODUCERS + clientId);
  }
}
