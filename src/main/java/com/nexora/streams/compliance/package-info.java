/** Rules of SOX, GDPR and their like: what an act must be kept for, and what breaks them. */
@NullMarked
package com.nexora.streams.compliance;

import org.jspecify.annotations.NullMarked;
