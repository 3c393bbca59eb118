/**
 * Where a tenant's findings, alerts and events also go: databases, streams, webhooks, syslog.
 *
 * <p>Each destination reads the topics with a consumer group of its own, outside the stream
 * threads, and commits what it has delivered: one that is dead falls behind and hurts nobody.
 */
@NullMarked
package com.nexora.streams.destinations;

import org.jspecify.annotations.NullMarked;
