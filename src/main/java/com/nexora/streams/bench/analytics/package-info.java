/** The scenario "analytics": figures of agents and tenants for five windows, done in many ways. */
@NullMarked
package com.nexora.streams.bench.analytics;

import org.jspecify.annotations.NullMarked;
