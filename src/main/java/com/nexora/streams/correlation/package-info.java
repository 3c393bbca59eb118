/**
 * NHI activity meets threats per entity: findings, their score, their lifecycle, tenant summaries.
 */
@NullMarked
package com.nexora.streams.correlation;

import org.jspecify.annotations.NullMarked;
