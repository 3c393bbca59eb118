/**
 * What other JVM programs put on their class path: a publisher that never stands in their way, and
 * a log appender on top of it.
 *
 * <p>An artefact of its own (classifier {@code client}). It needs {@code kafka-clients}, Avro and
 * what those bring along; Logback only for the appender.
 */
@NullMarked
package com.nexora.streams.client;

import org.jspecify.annotations.NullMarked;
