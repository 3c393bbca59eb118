package com.nexora.streams.ingest;

import com.nexora.streams.catalogue.TopologySettings;
import com.nexora.streams.deadletter.ReplayProof;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.tenants.Conditions;

/**
 * What all doors of the gate work with.
 *
 * @param conditions of the tenants' filters, shared by all tasks
 * @param redactor everybody's
 * @param replays tells which replays are the product's own
 */
record GateSetup(
    TopologySettings settings,
    AvroSerdes serdes,
    Conditions conditions,
    Redactor redactor,
    ReplayProof replays) {}
