package com.nexora.streams.correlation;

import com.nexora.events.CorrelatedThreat;
import com.nexora.events.FindingChange;
import org.apache.kafka.streams.kstream.KStream;

/**
 * What correlation hands to the other rooms, in process: no topic lies between a finding and what
 * follows from it.
 *
 * @param findings every new value of a kept finding; key = entity key
 * @param changes each step in a finding's life, told once; key = entity key
 */
public record Correlated(
    KStream<byte[], CorrelatedThreat> findings, KStream<byte[], FindingChange> changes) {}
