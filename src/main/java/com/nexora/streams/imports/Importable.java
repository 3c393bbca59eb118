package com.nexora.streams.imports;

import org.apache.avro.specific.SpecificRecord;

/**
 * An event that is ready to be sent.
 *
 * @param topic where it goes
 * @param key canonical key of its entity
 * @param tenantId owner
 * @param eventId its id within the tenant
 * @param timestamp event time, epoch milliseconds
 * @param event the record
 */
public record Importable(
    String topic,
    byte[] key,
    String tenantId,
    String eventId,
    long timestamp,
    SpecificRecord event) {}
