package com.nexora.streams.runtime;

import java.time.Duration;

/**
 * Bounds of the events that come by HTTP.
 *
 * @param maxBodyBytes largest body of a list of events, unpacked
 * @param maxEvents most events of a list
 * @param maxStreamBytes largest stream of lines, unpacked
 * @param streams most streams of lines at once
 * @param bufferBytes memory that all requests together may hold until they are acknowledged
 * @param readTimeout longest time a body may take to arrive
 * @param streamTimeout longest time a stream of lines may take
 * @param ackTimeout longest time the brokers may take to acknowledge an event
 * @param maxKeys most keys of requests that an instance remembers
 * @param keyRetention how long they are remembered
 * @param keysRepeatable how long an unfinished request may be repeated under its key
 * @param tenantRequests requests a second that a tenant may send
 * @param tenantEvents events a second that a tenant may send
 */
public record IntakeSettings(
    int maxBodyBytes,
    int maxEvents,
    long maxStreamBytes,
    int streams,
    int bufferBytes,
    Duration readTimeout,
    Duration streamTimeout,
    Duration ackTimeout,
    int maxKeys,
    Duration keyRetention,
    Duration keysRepeatable,
    int tenantRequests,
    int tenantEvents) {}
