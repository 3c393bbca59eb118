/**
 * Events that callers hand in one request at a time: read within bounds, checked by the gate's own
 * rules, sent, and answered for only when the brokers have them.
 */
@NullMarked
package com.nexora.streams.intake;

import org.jspecify.annotations.NullMarked;
