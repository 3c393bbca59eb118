package com.nexora.streams.ingest;

/** What a tenant's configuration decides about a kind of event. */
enum TenantSay {

  /** Whether it is accepted, from which topics, and which of them pass its filters. */
  EVERYTHING,

  /** Whether it is accepted: a filter must not be a way to keep an act out of the trail. */
  ENABLED,

  /** Nothing: the acts of the product's operators, such as the one that disabled the tenant. */
  NOTHING
}
