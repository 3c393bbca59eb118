/** OCSF 1.1.0 bodies: reading signals from them, writing them, mapping CloudTrail to them. */
@NullMarked
package com.nexora.streams.ocsf;

import org.jspecify.annotations.NullMarked;
