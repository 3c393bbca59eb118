package com.nexora.streams.grc;

import org.jspecify.annotations.Nullable;

/**
 * Which events of one tenant are wanted.
 *
 * @param arrivedSince only events that arrived at or after this, epoch milliseconds
 * @param happenedSince only events of this event time or later, epoch milliseconds
 * @param eventType only this type; null = all
 * @param source only this source; null = all
 * @param cursor where the previous page ended, as {@link GrcReader.Page#next} said; null = first
 *     page
 * @param limit most events of the page, from 1
 */
public record GrcQuery(
    String tenantId,
    long arrivedSince,
    long happenedSince,
    @Nullable String eventType,
    @Nullable String source,
    @Nullable String cursor,
    int limit) {}
