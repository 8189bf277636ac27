package org.hospitalhub.cms;

import org.apache.camel.spi.Metadata;

/** The headers of the component, meant for the next step only. */
public final class CryptoCmsConstants {

    /** Name of the header with a detached signature. */
    @Metadata(
            description = "A detached signature: written by sign without content, read by verify if present",
            javaType = "byte[] or String (base64)")
    public static final String SIGNED_DATA = "CamelCryptoCmsSignedData";

    /** Name of the header that names the signer of this one message. */
    @Metadata(
            label = "sign",
            description = "Name or #bean of the signer of this message, instead of the one in the URI",
            javaType = "String")
    public static final String SIGNER = "CamelCryptoCmsSigner";

    private CryptoCmsConstants() {}
}
