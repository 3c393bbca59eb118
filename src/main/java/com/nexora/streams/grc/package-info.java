/** Events of governance, risk and compliance, kept for queries. */
@NullMarked
package com.nexora.streams.grc;

import org.jspecify.annotations.NullMarked;
