package com.nexora.streams.bench;

import org.jspecify.annotations.Nullable;

/**
 * Whose figures.
 *
 * @param tenant tenant id
 * @param agent agent id, null for the tenant as a whole
 */
public record Owner(String tenant, @Nullable String agent) {}
