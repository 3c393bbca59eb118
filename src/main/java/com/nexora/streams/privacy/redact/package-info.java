/**
 * Takes secrets and personal data out of JSON, text and bytes before anything is stored. A leaf:
 * pure, and used by every room that stores or shows what somebody sent.
 */
@NullMarked
package com.nexora.streams.privacy.redact;

import org.jspecify.annotations.NullMarked;
