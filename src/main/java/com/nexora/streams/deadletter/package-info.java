/** The envelope and the one way into the dead letter queues. */
@NullMarked
package com.nexora.streams.deadletter;

import org.jspecify.annotations.NullMarked;
