/** Avro in Confluent's wire format and the schema registry behind it. Uses no other room. */
@NullMarked
package com.nexora.streams.schema;

import org.jspecify.annotations.NullMarked;
