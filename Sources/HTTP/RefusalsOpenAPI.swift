/// What an operation of either daemon may answer besides its own: after these, in its `responses`, it names one of the lists.
public enum RefusalsOpenAPI {
    /// Without a valid token, or with one of another role.
    public static let token = #"""
        "401": { "$ref": "#/components/responses/Unauthorized" },
        "403": { "$ref": "#/components/responses/Forbidden" }
        """#

    /// What changes nothing.
    public static let read = #"""
        \#(token),
        "429": { "$ref": "#/components/responses/TooManyRequests" },
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/BusyOrStopping" }
        """#

    /// What changes something and takes no body.
    public static let act = #"""
        \#(read),
        "507": { "$ref": "#/components/responses/StorageFull" }
        """#

    /// What changes something by its body.
    public static let write = #"""
        \#(act),
        "413": { "$ref": "#/components/responses/BodyTooLarge" }
        """#

    /// What an administrator asks now and then.
    public static let administrationRead = #"""
        \#(token),
        "500": { "$ref": "#/components/responses/Internal" },
        "503": { "$ref": "#/components/responses/Stopping" }
        """#

    public static let administrationAct = #"""
        \#(administrationRead),
        "507": { "$ref": "#/components/responses/StorageFull" }
        """#

    public static let administrationWrite = #"""
        \#(administrationAct),
        "413": { "$ref": "#/components/responses/BodyTooLarge" }
        """#

    /// Without any token.
    public static let anyone = #"""
        "403": { "$ref": "#/components/responses/PlainHTTPRefused" },
        "429": { "$ref": "#/components/responses/TooManyRequests" }
        """#
}
