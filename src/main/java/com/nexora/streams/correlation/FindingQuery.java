package com.nexora.streams.correlation;

import org.jspecify.annotations.Nullable;

/**
 * Which findings of one tenant are wanted.
 *
 * @param tenantId the tenant
 * @param from earliest finding time (first detection), epoch milliseconds, inclusive
 * @param to latest finding time, epoch milliseconds, exclusive
 * @param entityId only this entity; null = all
 * @param minScore smallest threat score, 0-10
 * @param cursor where the previous page ended, as {@link FindingPage#nextCursor} said; null = first
 *     page
 * @param limit most findings of the page, from 1
 */
public record FindingQuery(
    String tenantId,
    long from,
    long to,
    @Nullable String entityId,
    double minScore,
    @Nullable String cursor,
    int limit) {}
