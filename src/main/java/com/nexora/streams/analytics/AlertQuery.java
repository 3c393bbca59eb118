package com.nexora.streams.analytics;

import org.jspecify.annotations.Nullable;

/**
 * Which alerts of one tenant are wanted.
 *
 * @param from earliest opening, epoch milliseconds, inclusive
 * @param to latest opening, epoch milliseconds, exclusive
 * @param heardSince only alerts whose last step arrived at or after this, epoch milliseconds
 * @param entityId only this entity; null = all, and the tenant's own
 * @param metric only this metric; null = all
 * @param open only open ones (true) or closed ones (false); null = all
 * @param cursor where the previous page ended, as {@link AlertReader.Page#next} said; null = first
 *     page
 * @param limit most alerts of the page, from 1
 */
public record AlertQuery(
    String tenantId,
    long from,
    long to,
    long heardSince,
    @Nullable String entityId,
    @Nullable String metric,
    @Nullable Boolean open,
    @Nullable String cursor,
    int limit) {}
