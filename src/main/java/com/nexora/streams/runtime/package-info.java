/** Configuration, the life of the KafkaStreams instance, topic provisioning, health, shutdown. */
@NullMarked
package com.nexora.streams.runtime;

import org.jspecify.annotations.NullMarked;
