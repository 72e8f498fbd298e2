// SPDX-License-Identifier: Apache-2.0
// Made by `npm run types` from openapi.json; do not edit.
export interface paths {
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignInBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Sign out */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who I am and what I may do */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change my password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of accounts */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Account"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** New account */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of accounts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change an account */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/accounts/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set another's password */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetPasswordBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a lock before its time */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API tokens */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** New API token, shown this once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CreatedTokenView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Void an API token */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of agencies */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Agency"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to agencies */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgencyWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agency"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agencies.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of agencies */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agencies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of agencies */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agency"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgencyWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agency"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/agencies/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agencies/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agency"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agencies/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agency"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/systems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of systems */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["System"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to systems */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SystemWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["System"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/systems.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of systems */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/systems/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of systems */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["System"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SystemWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["System"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/systems/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/systems/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["System"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/systems/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["System"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/address-ranges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of address-ranges */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["AddressRange"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to address-ranges */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AddressRangeWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddressRange"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/address-ranges.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of address-ranges */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/address-ranges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of address-ranges */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddressRange"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AddressRangeWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddressRange"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/address-ranges/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/address-ranges/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddressRange"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/address-ranges/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AddressRange"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-points": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of contact-points */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["ContactPoint"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to contact-points */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ContactPointWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactPoint"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-points.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of contact-points */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-points/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of contact-points */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactPoint"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ContactPointWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactPoint"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/contact-points/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-points/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactPoint"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contact-points/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContactPoint"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppliers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of suppliers */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Supplier"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to suppliers */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SupplierWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppliers.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of suppliers */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppliers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of suppliers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SupplierWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/suppliers/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppliers/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suppliers/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Supplier"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of sources */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Source"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to sources */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SourceWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Source"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of sources */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of sources */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Source"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SourceWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Source"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/sources/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Source"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Source"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of alerts */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Alert"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of alerts */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of alerts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of incidents */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Incident"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to incidents */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IncidentWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of incidents */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of incidents */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IncidentWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/incidents/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of incident-tasks */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["IncidentTask"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to incident-tasks */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IncidentTaskWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentTask"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-tasks.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of incident-tasks */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of incident-tasks */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentTask"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IncidentTaskWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentTask"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/incident-tasks/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-tasks/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentTask"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentTask"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of incident-notes */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["IncidentNote"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to incident-notes */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IncidentNoteWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentNote"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-notes.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of incident-notes */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-notes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of incident-notes */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentNote"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incident-notes/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of public-reports */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["PublicReport"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of public-reports */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of public-reports */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of evidence-files */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["EvidenceFile"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Upload; the body is the file */
        post: {
            parameters: {
                query?: {
                    /** @description whose evidence; own agency when absent */
                    agency_id?: string;
                    /** @description name for people */
                    file_name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EvidenceFile"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence-files.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of evidence-files */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence-files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of evidence-files */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EvidenceFile"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence-files/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assurance-records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of assurance-records */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["AssuranceRecord"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to assurance-records */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AssuranceRecordWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssuranceRecord"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assurance-records.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of assurance-records */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assurance-records/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of assurance-records */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssuranceRecord"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AssuranceRecordWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssuranceRecord"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/assurance-records/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assurance-records/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take out of use */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssuranceRecord"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assurance-records/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring back */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssuranceRecord"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of inspections */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Inspection"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Add to inspections */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InspectionWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of inspections */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of inspections */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InspectionWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/inspections/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of inspection-items */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["InspectionItem"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-items.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of inspection-items */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-items/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of inspection-items */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionItem"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InspectionItemWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionItem"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/inspection-items/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-remedies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of inspection-remedies */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["InspectionRemedy"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-remedies.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of inspection-remedies */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-remedies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of inspection-remedies */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionRemedy"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-remedies/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List of documents */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            rows: components["schemas"]["Document"][];
                            next: string;
                            total: number;
                        };
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of documents */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of documents */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change it; needs If-Match */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DocumentWrite"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/documents/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export of accounts */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Facts about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookup/agencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agencies to choose from */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description these only, separated by commas */
                    id?: string;
                    /** @description of this agency */
                    agency_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AgencyView"][];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookup/systems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Systems to choose from */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description these only, separated by commas */
                    id?: string;
                    /** @description of this agency */
                    agency_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SystemView"][];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookup/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts to choose from */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description these only, separated by commas */
                    id?: string;
                    /** @description of this agency */
                    agency_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountView"][];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search events, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description hunt language: field:value, AND OR NOT, wildcards, ranges, CIDR */
                    query?: string;
                    /** @description event time, inclusive, RFC 3339 */
                    from?: string;
                    /** @description event time, exclusive */
                    to?: string;
                    /** @description 1 to 1000 */
                    limit?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/histogram": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events over time */
        get: {
            parameters: {
                query?: {
                    /** @description hunt language: field:value, AND OR NOT, wildcards, ranges, CIDR */
                    query?: string;
                    /** @description event time, inclusive, RFC 3339 */
                    from?: string;
                    /** @description event time, exclusive */
                    to?: string;
                    /** @description 1 to 1000 */
                    buckets?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HistogramView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/top": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Commonest values of a field */
        get: {
            parameters: {
                query?: {
                    /** @description hunt language: field:value, AND OR NOT, wildcards, ranges, CIDR */
                    query?: string;
                    /** @description event time, inclusive, RFC 3339 */
                    from?: string;
                    /** @description event time, exclusive */
                    to?: string;
                    /** @description field to count */
                    field?: string;
                    /** @description 1 to 1000 */
                    limit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TopValuesView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts by status, level, rule and agency */
        get: {
            parameters: {
                query?: {
                    /** @description words that must all occur, accents optional */
                    q?: string;
                    /** @description field, with - in front for descending */
                    sort?: string;
                    /** @description cursor of the previous page */
                    after?: string;
                    /** @description rows of a page, 1 to 1000 */
                    limit?: string;
                    /** @description 1 = with archived rows */
                    archived?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertSummaryView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All that triage needs of one alert */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertDetail"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Assign to me */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/dismiss": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Dismiss with a reason */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DismissBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/{id}/escalate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Into an incident, new or given */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Escalation"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EscalateAnswer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One action on many alerts; body has ids besides */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["BulkBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BulkAnswer"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Incident with clocks, tasks, notes, alerts, timeline */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentDetail"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A notice that a legal clock asks for was sent */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Notice"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentDetail"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move it on; closing needs an outcome */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["StatusBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/lead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand it to an account */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LeadBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a task */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTask"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentTask"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a note */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NoteBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentNote"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open an incident of a report */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AcceptBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Incident"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/public-reports/{id}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer the reporter */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReplyBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PublicReport"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of evidence: the fact each writes and the register that keeps it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EvidenceKindList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence-files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inspection with lines, remedies, clocks, timeline */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionDetailView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/checklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draw the checklist up from the duties of a day and a sample of systems */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChecklistRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionDetailView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/questions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a question of one's own */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuestionBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionItem"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/announce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the agency */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin the visit */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/end-field-work": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the visit */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/send-draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the draft conclusion to the agency */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConclusionBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The agency's answer to the draft */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CommentBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/conclude": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Conclude */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ConclusionBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close; every remedy must be verified */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CancelBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Inspection"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspections/{id}/remedies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the agency must put right */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewRemedy"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionRemedy"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-remedies/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The agency says what it did */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RemedyReport"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionRemedy"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inspection-remedies/{id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check again: verified, or back to the agency */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ReviewBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InspectionRemedy"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/duties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Duties by their limit, with what discharges each */
        get: {
            parameters: {
                query?: {
                    /** @description of this agency */
                    agency_id?: string;
                    /** @description about this system */
                    system_id?: string;
                    /** @description any of these, separated by commas; without not_applicable */
                    status?: string;
                    /** @description OB-05 */
                    obligation?: string;
                    /** @description yyyy-mm: as at its end */
                    month?: string;
                    /** @description rows, 1–5000; 1000 */
                    limit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DutyListView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/directive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clauses, obligations and how many duties stand where */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DirectiveView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ranking": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Agencies of a kind by their score in a month */
        get: {
            parameters: {
                query?: {
                    /** @description yyyy-mm; the running one */
                    month?: string;
                    /** @description department, commune, enterprise, …; department */
                    kind?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RankingView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ranking/{agency_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One agency's month: indicators, their duties and evidence, what would lift it */
        get: {
            parameters: {
                query?: {
                    /** @description yyyy-mm; the running one */
                    month?: string;
                };
                header?: never;
                path: {
                    agency_id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScoreCardView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ranking/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign off an ended month; its scores never change again */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FreezeBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FrozenView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the figures of a month into a draft, or take them anew */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["DraftBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say that a draft is right */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issue a checked document; not by the one who checked it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Document"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/file.docx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The pages as .docx */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}/file.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The pages as PDF */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the province, or the own agency, stands */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OverviewView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counters of each source since the start */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SourceStatusList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new token, shown this once; the old one is void */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Void the token */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rules in force and the compile report */
        get: {
            parameters: {
                query?: {
                    /** @description words in title, id, description, log source or path */
                    q?: string;
                    /** @description id of a set */
                    set?: string;
                    /** @description levels, separated by commas */
                    level?: string;
                    /** @description yes, fields_missing, no_log_source; separated by commas */
                    can_fire?: string;
                    /** @description whose logs decide can_fire; the province when absent */
                    agency?: string;
                    /** @description T1059 (with its parts) or T1059.001 */
                    technique?: string;
                    /** @description 1: only rules with hits in 30 days */
                    hits?: string;
                    /** @description title, level, hits or last_hit; else the order of loading */
                    sort?: string;
                    /** @description 1 to 10000 */
                    limit?: string;
                    /** @description rows to pass over */
                    offset?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why the rule of `text` holds for an event or not */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExplainBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExplainView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule with everything known about it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleDetail"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why a rule in force holds for a stored event or a pasted record, or not */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExplainBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExplainView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/coverage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which rules can fire on the logs that arrive */
        get: {
            parameters: {
                query?: {
                    /** @description id; the province when absent */
                    agency?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CoverageView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/coverage/agencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Coverage of each agency that sends logs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AgencyCoverageList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/own-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The province's own rules */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnRuleList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Save a new own rule; it must compile and pass its tests */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OwnRuleBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnRuleView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/own-rules/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Compile a text and run its tests without saving */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OwnRuleBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/own-rules/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One own rule with its tests */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnRuleView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        /** Save a changed own rule; `hash` as it was read */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OwnRuleBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnRuleView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        post?: never;
        /** Remove an own rule */
        delete: {
            parameters: {
                query?: {
                    /** @description as it was read */
                    hash?: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-exceptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Exceptions from rules, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description active (when absent), expired, ended, unusable or all */
                    state?: string;
                    /** @description those that hold for this rule */
                    rule_id?: string;
                    /** @description those made for this agency */
                    agency_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExceptionList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** A new exception; in force at once, until it expires */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewException"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExceptionView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-exceptions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an exception would take away of the last hours, as a job */
        post: {
            parameters: {
                query?: {
                    /** @description 1 to 168 */
                    hours?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewException"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-exceptions/{id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an exception now */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["EndExceptionBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExceptionView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sets of rules in the order of loading; the first document of an id wins */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleSetList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Import a set, or new content of one; the body is a .zip, .tar or .tar.gz */
        post: {
            parameters: {
                query?: {
                    /** @description small letters, digits, - and _ */
                    id?: string;
                    /** @description for people; the id when absent */
                    title?: string;
                    /** @description note for people; from a licence file in it when absent */
                    licence?: string;
                    /** @description where it came from */
                    file_name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImportView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-sets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove an imported set; in force after stage and swap */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        /** Title, licence, whether it is used, lowest level; in force after stage and swap */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RuleSetBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleSetView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        trace?: never;
    };
    "/api/v1/rule-sets/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Files of a set as it is now */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleFileList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-sets/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Text of one file of a set */
        get: {
            parameters: {
                query?: {
                    /** @description below the set */
                    path?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RuleFileText"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Versions, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        /** Stage the sets as they are now; validated by the job */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RuleNoteBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["StagedView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-versions/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put back the version that was in force before */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RuleNoteBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A version with its compile report, tests, changes and newest try */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionDetail"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        /** Discard a version that is not in force */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-versions/{id}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Findings of a version's compile report */
        get: {
            parameters: {
                query?: {
                    /** @description id of a set */
                    set?: string;
                    /** @description error, warning or note */
                    severity?: string;
                    /** @description words in message, file or code */
                    q?: string;
                    /** @description 1 to 1000 */
                    limit?: string;
                    /** @description rows to pass over */
                    offset?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FindingList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-versions/{id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a version over the events of the last hours, as a job */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TryRulesBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-versions/{id}/swap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put a validated or an earlier version in force */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RuleNoteBody"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs since the start, newest first, without results */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A job with its progress */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule-jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a job; a try gives what it has */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/facts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The journal, newest first */
        get: {
            parameters: {
                query?: {
                    /** @description exact kind, or incident.* */
                    kind?: string;
                    /** @description entity */
                    subject_kind?: string;
                    /** @description its id */
                    subject_id?: string;
                    /** @description whom it concerns */
                    agency_id?: string;
                    /** @description id; exclusive */
                    before?: string;
                    /** @description 1 to 1000 */
                    limit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FactList"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Recompute the hash chain */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VerifyView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Live facts (server-sent events) */
        get: {
            parameters: {
                query?: {
                    /** @description entity names, separated by commas; empty = all you may read */
                    topics?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What works and what does not */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HealthView"];
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptBody: {
            agency_id: number;
            title: string;
            /** @enum {string} */
            severity: "m1" | "m2" | "m3" | "m4";
            /** @enum {string} */
            category: "dos" | "spoofing" | "malware" | "intrusion" | "defacement" | "encryption" | "sabotage" | "espionage" | "combined" | "other";
        };
        Account: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            login: string;
            name: string;
            /** @enum {string} */
            role: "soc_analyst" | "coordinator" | "agency_officer" | "management" | "inspector" | "enterprise" | "partner" | "administrator";
            agency_id: number | null;
            /** Format: email */
            email: string;
            /** Format: phone */
            phone: string;
            disabled: boolean;
            readonly must_change_password: boolean;
            /** Format: date-time */
            readonly password_changed_at: string | null;
            readonly failed_logins: number;
            /** Format: date-time */
            readonly locked_until: string | null;
            /** Format: date-time */
            readonly last_login_at: string | null;
        };
        AccountBody: {
            login: string;
            name: string;
            /** @enum {string} */
            role: "soc_analyst" | "coordinator" | "agency_officer" | "management" | "inspector" | "enterprise" | "partner" | "administrator";
            agency_id: number | null;
            /** Format: email */
            email: string;
            /** Format: phone */
            phone: string;
            password: string;
        };
        AccountView: {
            id: number;
            name: string;
            role: string;
        };
        AddressRange: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            system_id: number | null;
            /** Format: cidr */
            network: string;
            note: string;
        };
        AddressRangeWrite: {
            agency_id: number;
            system_id?: number | null;
            /** Format: cidr */
            network: string;
            note?: string;
        };
        Agency: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            code: string;
            name: string;
            /** @enum {string} */
            kind: "department" | "district" | "commune" | "enterprise" | "media" | "force";
            parent_id: number | null;
            head: string;
            address: string;
            /** Format: phone */
            phone: string;
            /** Format: email */
            email: string;
            /** Format: uri */
            website: string;
            is_coordinator: boolean;
            /** Format: date */
            valid_from: string;
            /** Format: date */
            valid_to: string | null;
        };
        AgencyCoverageList: {
            rows: components["schemas"]["AgencyCoverageView"][];
            /** Format: date-time */
            computed_at: string;
        };
        AgencyCoverageView: {
            agency_id: number | null;
            agency_name: string;
            rules: components["schemas"]["CoverageCounts"];
            logsources: number;
            events: number;
            last_at: string | null;
        };
        AgencyHits: {
            agency_id: number | null;
            agency_name: string;
            hits: number;
            suppressed: number;
        };
        AgencyView: {
            id: number;
            code: string;
            name: string;
            /** @enum {string} */
            kind: "department" | "district" | "commune" | "enterprise" | "media" | "force";
            phone: string;
            email: string;
            head: string;
        };
        AgencyWrite: {
            code: string;
            name: string;
            /** @enum {string} */
            kind?: "department" | "district" | "commune" | "enterprise" | "media" | "force";
            parent_id?: number | null;
            head?: string;
            address?: string;
            /** Format: phone */
            phone?: string;
            /** Format: email */
            email?: string;
            /** Format: uri */
            website?: string;
            is_coordinator?: boolean;
            /** Format: date */
            valid_from: string;
            /** Format: date */
            valid_to?: string | null;
        };
        Alert: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly agency_id: number | null;
            readonly system_id: number | null;
            readonly rule_id: string;
            readonly rule_title: string;
            /** @enum {string} */
            readonly level: "informational" | "low" | "medium" | "high" | "critical";
            /** @enum {string} */
            readonly status: "open" | "in_progress" | "escalated" | "dismissed";
            readonly count: number;
            /** Format: date-time */
            readonly first_seen: string;
            /** Format: date-time */
            readonly last_seen: string;
            readonly host: string;
            readonly event_id: string;
            event: unknown;
            matched: unknown;
            tags: unknown;
            readonly assignee_id: number | null;
            readonly incident_id: number | null;
            /** @enum {string|null} */
            readonly dismiss_reason: "false_positive" | "benign" | "duplicate" | "test" | "not_relevant" | null;
            /** Format: paragraph */
            readonly dismiss_note: string;
            /** Format: date-time */
            readonly closed_at: string | null;
            /** @enum {string} */
            readonly origin: "live" | "exercise";
            readonly is_demo: boolean;
        };
        AlertDayView: {
            day: string;
            critical: number;
            high: number;
            medium: number;
            low: number;
        };
        AlertDetail: {
            alert: components["schemas"]["Alert"];
            rule: components["schemas"]["RuleView"] | null;
            agency: components["schemas"]["AgencyView"] | null;
            system: components["schemas"]["SystemView"] | null;
            assignee_name: string;
            incident: components["schemas"]["IncidentRef"] | null;
            similar: components["schemas"]["Alert"][];
            contacts: components["schemas"]["ContactPoint"][];
        };
        AlertGroupView: {
            rule_id: string;
            rule_title: string;
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            agency_id: number | null;
            count: number;
            alerts: number;
            /** Format: date-time */
            last_seen: string;
        };
        AlertSummaryView: {
            total: number;
            by_status: components["schemas"]["CountView"][];
            by_level: components["schemas"]["CountView"][];
            groups: components["schemas"]["AlertGroupView"][];
        };
        ApiToken: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            name: string;
            account_id: number;
            read_only: boolean;
            scopes: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: date-time */
            readonly last_used_at: string | null;
        };
        ArrivingLogView: {
            logsource: components["schemas"]["LogSourceView"];
            events: number;
            fields: number;
            /** Format: date-time */
            last_at: string;
            rules: number;
            can_fire: number;
        };
        AssuranceRecord: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            system_id: number | null;
            /** @enum {string} */
            kind: "briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other";
            /** Format: date */
            performed_on: string;
            /** @enum {string} */
            result: "done" | "passed" | "findings" | "failed";
            level: number | null;
            subject: string;
            period: string;
            /** Format: date */
            valid_until: string | null;
            provider: string;
            /** Format: paragraph */
            summary: string;
            evidence_file_id: number | null;
            /** @enum {string} */
            readonly origin: "live" | "exercise";
            readonly is_demo: boolean;
        };
        AssuranceRecordWrite: {
            agency_id: number;
            system_id?: number | null;
            /** @enum {string} */
            kind?: "briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other";
            /** Format: date */
            performed_on: string;
            /** @enum {string} */
            result?: "done" | "passed" | "findings" | "failed";
            level?: number | null;
            subject?: string;
            period?: string;
            /** Format: date */
            valid_until?: string | null;
            provider?: string;
            /** Format: paragraph */
            summary?: string;
            evidence_file_id?: number | null;
        };
        BandView: {
            code: string;
            title_vi: string;
            title_en: string;
            from_percent: number;
        };
        BucketView: {
            /** Format: date-time */
            start: string;
            count: number;
        };
        BulkAnswer: {
            done: number[];
            failed: components["schemas"]["BulkFailureView"][];
            incident: components["schemas"]["Incident"] | null;
        };
        BulkBody: {
            /** @enum {string} */
            action: "take" | "dismiss" | "reopen" | "escalate";
            reason: ("false_positive" | "benign" | "duplicate" | "test" | "not_relevant") | null;
            /** Format: paragraph */
            note: string;
            incident_id: number | null;
            title: string;
            /** @enum {string} */
            severity: "m1" | "m2" | "m3" | "m4";
            /** @enum {string} */
            category: "dos" | "spoofing" | "malware" | "intrusion" | "defacement" | "encryption" | "sabotage" | "espionage" | "combined" | "other";
            agency_id: number | null;
        };
        BulkFailureView: {
            id: number;
            code: string;
            detail: string;
        };
        CancelBody: {
            reason: string;
        };
        ChangedRuleView: {
            id: string;
            title: string;
            set: string;
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            /** @enum {string} */
            change: "added" | "changed" | "removed";
        };
        CheckView: {
            is_usable: boolean;
            report: components["schemas"]["RuleReportView"];
            rules: components["schemas"]["CheckedRuleView"][];
            tests: components["schemas"]["TestResultView"][];
        };
        CheckedRuleView: {
            id: string;
            title: string;
            logsource: string;
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            raises_alert: boolean;
            always_evaluated: boolean;
            replaces: string;
        };
        ChecklistRequest: {
            /** Format: date */
            as_of: string;
            systems: number;
            seed: number | null;
        };
        ClauseView: {
            id: string;
            title_vi: string;
            title_en: string;
            none_vi: string;
            none_en: string;
            obligations: components["schemas"]["ObligationView"][];
        };
        ClockView: {
            code: string;
            regime: string;
            title_vi: string;
            title_en: string;
            recipient_vi: string;
            recipient_en: string;
            form: string;
            clause: string;
            status: string;
            confidence: string;
            t0: string | null;
            due: string | null;
            met_at: string | null;
            informative: boolean;
        };
        CommentBody: {
            /** Format: paragraph */
            comment: string;
        };
        ComponentHealth: {
            name: string;
            ok: boolean;
            required: boolean;
            detail: string;
        };
        ConclusionBody: {
            /** Format: paragraph */
            conclusion: string;
            file_id: number | null;
        };
        ContactPoint: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            name: string;
            /** @enum {string} */
            role: "head" | "focal_point" | "deputy_focal_point" | "incident_team" | "technical" | "hotline";
            position: string;
            /** Format: phone */
            phone: string;
            /** Format: phone */
            mobile: string;
            /** Format: email */
            email: string;
            is_published: boolean;
            /** Format: uri */
            published_at: string;
            /** Format: date */
            confirmed_on: string | null;
        };
        ContactPointWrite: {
            agency_id: number;
            name: string;
            /** @enum {string} */
            role?: "head" | "focal_point" | "deputy_focal_point" | "incident_team" | "technical" | "hotline";
            position?: string;
            /** Format: phone */
            phone?: string;
            /** Format: phone */
            mobile?: string;
            /** Format: email */
            email?: string;
            is_published?: boolean;
            /** Format: uri */
            published_at?: string;
            /** Format: date */
            confirmed_on?: string | null;
        };
        CountView: {
            value: string;
            count: number;
        };
        CountersView: {
            received: number;
            recovered: number;
            stored: number;
            rejected: number;
            duplicates: number;
            malformed: number;
            clock_suspect: number;
            in_flight: number;
            last_received_at: string | null;
            rejected_by: {
                [key: string]: number;
            };
        };
        CoverageCounts: {
            total: number;
            yes: number;
            fields_missing: number;
            no_log_source: number;
        };
        CoverageView: {
            agency_id: number | null;
            /** Format: date-time */
            computed_at: string;
            version_id: number;
            days: number;
            rules: components["schemas"]["CoverageCounts"];
            arriving: components["schemas"]["ArrivingLogView"][];
            missing: components["schemas"]["MissingLogView"][];
            tactics: components["schemas"]["TacticView"][];
        };
        CreatedTokenView: {
            row: components["schemas"]["ApiToken"];
            token: string;
        };
        DayHits: {
            /** Format: date */
            day: string;
            hits: number;
            suppressed: number;
        };
        DirectiveView: {
            id: string;
            version: string;
            title_vi: string;
            title_en: string;
            clauses: components["schemas"]["ClauseView"][];
        };
        DismissBody: {
            /** @enum {string} */
            reason: "false_positive" | "benign" | "duplicate" | "test" | "not_relevant";
            /** Format: paragraph */
            note: string;
        };
        Document: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            /** @enum {string} */
            readonly kind: "monthly_report" | "ranking_notice";
            readonly month: string;
            /** @enum {string} */
            readonly status: "draft" | "checked" | "issued";
            number: string;
            signer_name: string;
            signer_title: string;
            /** Format: paragraph */
            remarks: string;
            figures: unknown;
            /** Format: date */
            readonly issued_on: string | null;
            readonly is_demo: boolean;
        };
        DocumentWrite: {
            number?: string;
            signer_name?: string;
            signer_title?: string;
            /** Format: paragraph */
            remarks?: string;
        };
        DraftBody: {
            /** @enum {string} */
            kind: "monthly_report" | "ranking_notice";
            month: string;
        };
        DutyListView: {
            /** Format: date-time */
            as_of: string;
            total: number;
            rows: components["schemas"]["DutyView"][];
            counts: {
                [key: string]: number;
            };
        };
        DutyView: {
            key: string;
            obligation: string;
            part: string;
            clause: string;
            title_vi: string;
            title_en: string;
            how_vi: string;
            how_en: string;
            agency_id: number;
            system_id: number | null;
            period: string;
            subject: string;
            trigger_fact_id: number | null;
            /** @enum {string} */
            status: "met" | "met_late" | "due_soon" | "open" | "overdue" | "not_applicable" | "not_measured";
            due: string | null;
            next_due: string | null;
            since: string | null;
            discharged_at: string | null;
            soft: boolean;
            measured: boolean;
            weight: number;
            earned: number;
            possible: number;
            why_vi: string;
            why_en: string;
            confidence: string;
            source: string;
            evidence: components["schemas"]["EvidenceView"][];
            discharge_with: ("briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other") | null;
            forms: ("briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other")[];
            form_registers: {
                [key: string]: string;
            };
        };
        EndExceptionBody: {
            /** Format: paragraph */
            reason: string;
        };
        EscalateAnswer: {
            incident: components["schemas"]["Incident"];
        };
        Escalation: {
            incident_id: number | null;
            title: string;
            /** @enum {string} */
            severity: "m1" | "m2" | "m3" | "m4";
            /** @enum {string} */
            category: "dos" | "spoofing" | "malware" | "intrusion" | "defacement" | "encryption" | "sabotage" | "espionage" | "combined" | "other";
            agency_id: number | null;
        };
        EventFieldText: {
            name: string;
            value: string;
        };
        EventFieldView: {
            name: string;
            value: string;
        };
        EventPage: {
            rows: components["schemas"]["EventView"][];
            next: string;
            rows_read: number;
            elapsed_ms: number;
        };
        EventView: {
            id: string;
            /** Format: date-time */
            time: string;
            /** Format: date-time */
            received_at: string;
            clock_suspect: boolean;
            source_id: number;
            agency_id: number;
            system_id: number;
            host: string;
            peer: string;
            transport: string;
            format: string;
            raw: string;
            fields: components["schemas"]["EventFieldView"][];
        };
        EvidenceFile: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            readonly file_name: string;
            readonly media_type: string;
            readonly size: number;
            readonly sha256: string;
            readonly uploaded_by: string;
        };
        EvidenceKindList: {
            kinds: components["schemas"]["EvidenceKindView"][];
        };
        EvidenceKindView: {
            /** @enum {string} */
            kind: "briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other";
            fact: string;
            needs_system: boolean;
            needs_level: boolean;
            subject: string;
            register_path: string;
            register_preset: string;
        };
        EvidenceView: {
            fact_id: number;
            kind: string;
            /** Format: date-time */
            occurred_at: string;
            subject_kind: string;
            subject_id: number;
        };
        ExceptionList: {
            rows: components["schemas"]["ExceptionView"][];
        };
        ExceptionRuleView: {
            id: string;
            title: string;
        };
        ExceptionView: {
            id: number;
            /** @enum {string} */
            state: "active" | "expired" | "ended" | "unusable";
            rules: components["schemas"]["ExceptionRuleView"][];
            agency_id: number | null;
            agency_name: string;
            text: string;
            reason: string;
            author: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            ended_at: string | null;
            suppressed: number;
            last_suppressed_at: string | null;
            problem: string;
        };
        ExplainBody: {
            event_id: string;
            record: string;
            text: string;
        };
        ExplainStep: {
            depth: number;
            holds: boolean;
            text: string;
            seen: string;
        };
        ExplainView: {
            rule_id: string;
            rule_title: string;
            logsource_applies: boolean;
            matched: boolean;
            words: string;
            steps: components["schemas"]["ExplainStep"][];
            event: components["schemas"]["EventFieldText"][];
            logsources: components["schemas"]["LogSourceView"][];
            exceptions: number[];
        };
        FactList: {
            rows: components["schemas"]["FactView"][];
            next: string;
        };
        FactView: {
            id: number;
            kind: string;
            subject_kind: string;
            subject_id: number;
            agency_id: number;
            actor_name: string;
            /** Format: date-time */
            recorded_at: string;
            /** Format: date-time */
            occurred_at: string;
            /** @enum {string} */
            origin: "live" | "exercise";
            payload: {
                [key: string]: unknown;
            };
            hash: string;
        };
        FigureView: {
            /** @enum {string} */
            key: "open_incidents" | "overdue_duties" | "systems_without_level" | "systems_unscanned" | "agencies_below" | "open_alerts" | "events_today";
            value: number;
            previous: number | null;
            link: string;
        };
        FindingList: {
            rows: components["schemas"]["FindingView"][];
            total: number;
        };
        FindingView: {
            severity: string;
            code: string;
            message: string;
            hint: string;
            set: string;
            file: string;
            line: number;
            column: number;
        };
        FreezeBody: {
            month: string;
        };
        FrozenView: {
            month: string;
            sha256: string;
            frozen_by: string;
            /** Format: date-time */
            judged_at: string;
            /** Format: date-time */
            frozen_at: string;
        };
        HealthView: {
            version: string;
            ready: boolean;
            components: components["schemas"]["ComponentHealth"][];
        };
        HistogramView: {
            buckets: components["schemas"]["BucketView"][];
            total: number;
            width_seconds: number;
        };
        HistoryView: {
            /** Format: date-time */
            at: string;
            actor: string;
            kind: string;
            version_id: number | null;
            exception_id: number | null;
            note: string;
        };
        ImportView: {
            set: components["schemas"]["RuleSetView"];
            files_taken: number;
            files_left_out: number;
            left_out: components["schemas"]["LeftOutFile"][];
        };
        Incident: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly number: string;
            agency_id: number;
            system_id: number | null;
            title: string;
            /** Format: paragraph */
            description: string;
            /** @enum {string} */
            severity: "m1" | "m2" | "m3" | "m4";
            /** @enum {string} */
            category: "dos" | "spoofing" | "malware" | "intrusion" | "defacement" | "encryption" | "sabotage" | "espionage" | "combined" | "other";
            /** Format: date-time */
            detected_at: string;
            /** @enum {string} */
            reported_by: "alert" | "web" | "hotline" | "mail" | "agency" | "authority";
            is_serious: boolean;
            beyond_capacity: boolean;
            harms_security: boolean;
            personal_data: boolean;
            /** @enum {string} */
            readonly status: "open" | "contained" | "recovered" | "closed";
            readonly lead_id: number | null;
            /** Format: date-time */
            readonly closed_at: string | null;
            /** Format: paragraph */
            readonly outcome: string;
            /** @enum {string} */
            readonly origin: "live" | "exercise";
            readonly is_demo: boolean;
        };
        IncidentDetail: {
            incident: components["schemas"]["Incident"];
            agency: components["schemas"]["AgencyView"] | null;
            system: components["schemas"]["SystemView"] | null;
            lead_name: string;
            clocks: components["schemas"]["ClockView"][];
            tasks: components["schemas"]["IncidentTask"][];
            notes: components["schemas"]["IncidentNote"][];
            alerts: components["schemas"]["Alert"][];
            contacts: components["schemas"]["ContactPoint"][];
            timeline: components["schemas"]["FactView"][];
        };
        IncidentNote: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly agency_id: number;
            incident_id: number;
            readonly author: string;
            /** Format: paragraph */
            text: string;
        };
        IncidentNoteWrite: {
            incident_id: number;
            /** Format: paragraph */
            text: string;
        };
        IncidentRef: {
            id: number;
            number: string;
            title: string;
        };
        IncidentTask: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly agency_id: number;
            incident_id: number;
            title: string;
            /** Format: paragraph */
            detail: string;
            assignee_id: number | null;
            /** Format: date-time */
            due_at: string | null;
            /** @enum {string} */
            status: "open" | "done" | "dropped";
        };
        IncidentTaskWrite: {
            incident_id: number;
            title: string;
            /** Format: paragraph */
            detail?: string;
            assignee_id?: number | null;
            /** Format: date-time */
            due_at?: string | null;
            /** @enum {string} */
            status?: "open" | "done" | "dropped";
        };
        IncidentWrite: {
            agency_id: number;
            system_id?: number | null;
            title: string;
            /** Format: paragraph */
            description?: string;
            /** @enum {string} */
            severity?: "m1" | "m2" | "m3" | "m4";
            /** @enum {string} */
            category?: "dos" | "spoofing" | "malware" | "intrusion" | "defacement" | "encryption" | "sabotage" | "espionage" | "combined" | "other";
            /** Format: date-time */
            detected_at: string;
            /** @enum {string} */
            reported_by?: "alert" | "web" | "hotline" | "mail" | "agency" | "authority";
            is_serious?: boolean;
            beyond_capacity?: boolean;
            harms_security?: boolean;
            personal_data?: boolean;
        };
        IndicatorView: {
            id: string;
            group: string;
            title_vi: string;
            title_en: string;
            earned: number;
            possible: number;
            measured: boolean;
            why_vi: string;
            why_en: string;
            duties: components["schemas"]["DutyView"][];
        };
        Inspection: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly number: string;
            readonly agency_id: number | null;
            inspected_id: number;
            title: string;
            /** @enum {string} */
            kind: "periodic" | "surprise";
            decision_number: string;
            /** Format: date */
            decision_on: string | null;
            /** Format: date */
            starts_on: string;
            /** Format: date */
            ends_on: string;
            lead: string;
            /** Format: paragraph */
            members: string;
            /** Format: paragraph */
            scope: string;
            /** @enum {string} */
            readonly state: "planned" | "announced" | "under_way" | "field_ended" | "drafted" | "concluded" | "closed" | "cancelled";
            /** Format: date */
            readonly as_of: string | null;
            readonly sample_seed: number;
            /** Format: date */
            readonly announced_on: string | null;
            /** Format: date */
            readonly field_ended_on: string | null;
            /** Format: date */
            readonly draft_sent_on: string | null;
            /** Format: date */
            readonly commented_on: string | null;
            /** Format: date */
            readonly concluded_on: string | null;
            /** Format: paragraph */
            readonly comment: string;
            /** Format: paragraph */
            readonly conclusion: string;
            readonly conclusion_file_id: number | null;
            readonly cancel_reason: string;
            readonly is_demo: boolean;
        };
        InspectionClockView: {
            code: string;
            state: string;
            last_day: string | null;
            done_on: string | null;
        };
        InspectionDetailView: {
            inspection: components["schemas"]["Inspection"];
            items: components["schemas"]["InspectionItem"][];
            remedies: components["schemas"]["InspectionRemedy"][];
            clocks: components["schemas"]["InspectionClockView"][];
            timeline: components["schemas"]["FactView"][];
        };
        InspectionItem: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly agency_id: number | null;
            readonly inspection_id: number;
            readonly part: string;
            readonly system_id: number | null;
            title: string;
            readonly duty_status: string;
            readonly facts: string;
            /** @enum {string} */
            verdict: "not_checked" | "met" | "partly" | "not_met" | "not_applicable";
            /** Format: paragraph */
            note: string;
            evidence_file_id: number | null;
        };
        InspectionItemWrite: {
            title: string;
            /** @enum {string} */
            verdict?: "not_checked" | "met" | "partly" | "not_met" | "not_applicable";
            /** Format: paragraph */
            note?: string;
            evidence_file_id?: number | null;
        };
        InspectionRemedy: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            readonly agency_id: number | null;
            readonly inspection_id: number;
            item_id: number | null;
            title: string;
            /** Format: date */
            due_on: string;
            /** @enum {string} */
            readonly state: "open" | "reported" | "returned" | "verified";
            /** Format: paragraph */
            readonly report: string;
            readonly evidence_file_id: number | null;
            /** Format: date */
            readonly reported_on: string | null;
            /** Format: date */
            readonly verified_on: string | null;
            /** Format: paragraph */
            readonly review: string;
        };
        InspectionWrite: {
            inspected_id: number;
            title: string;
            /** @enum {string} */
            kind?: "periodic" | "surprise";
            decision_number?: string;
            /** Format: date */
            decision_on?: string | null;
            /** Format: date */
            starts_on: string;
            /** Format: date */
            ends_on: string;
            lead: string;
            /** Format: paragraph */
            members?: string;
            /** Format: paragraph */
            scope?: string;
        };
        JobList: {
            rows: components["schemas"]["JobView"][];
        };
        JobView: {
            id: number;
            /** @enum {string} */
            kind: "validate" | "try_version" | "preview_exception";
            /** @enum {string} */
            state: "queued" | "running" | "done" | "failed" | "cancelled";
            version_id: number | null;
            started_by: string;
            /** Format: date-time */
            created_at: string;
            finished_at: string | null;
            step: string;
            done: number;
            total: number;
            problem: string;
            result: components["schemas"]["TryResult"] | null;
        };
        LeadBody: {
            lead_id: number | null;
        };
        LeftOutFile: {
            path: string;
            reason: string;
        };
        LogSourceView: {
            product: string;
            category: string;
            service: string;
        };
        Me: {
            account_id: number;
            login: string;
            name: string;
            /** @enum {string} */
            role: "soc_analyst" | "coordinator" | "agency_officer" | "management" | "inspector" | "enterprise" | "partner" | "administrator";
            agency_id: number | null;
            agency_name: string;
            csrf: string;
            must_change_password: boolean;
            permissions: {
                [key: string]: string;
            };
            demo: boolean;
            version: string;
            province: string;
        };
        MissingLogView: {
            logsource: components["schemas"]["LogSourceView"];
            rules: number;
        };
        NewException: {
            rules: string[];
            agency_id: number | null;
            text: string;
            reason: string;
            expires_at: string | null;
        };
        NewRemedy: {
            title: string;
            /** Format: date */
            due_on: string;
            item_id: number | null;
        };
        NewTask: {
            title: string;
            /** Format: paragraph */
            detail: string;
            assignee_id: number | null;
            due_at: string | null;
        };
        NoteBody: {
            /** Format: paragraph */
            text: string;
        };
        Notice: {
            clock: string;
            /** Format: date-time */
            sent_at: string;
            recipient: string;
            /** Format: paragraph */
            note: string;
        };
        ObligationView: {
            id: string;
            title_vi: string;
            title_en: string;
            weight: number;
            soft: boolean;
            measured: boolean;
            counts: {
                [key: string]: number;
            };
            parts: components["schemas"]["PartView"][];
        };
        OverviewView: {
            /** Format: date-time */
            as_of: string;
            figures: components["schemas"]["FigureView"][];
            alerts_by_day: components["schemas"]["AlertDayView"][];
            top_risks: components["schemas"]["RiskView"][];
            documents: components["schemas"]["Document"][];
            sources: components["schemas"]["SourcesView"];
        };
        OwnRuleBody: {
            name: string;
            text: string;
            tests: string;
            hash: string;
            note: string;
        };
        OwnRuleList: {
            rows: components["schemas"]["OwnRuleRow"][];
        };
        OwnRuleRow: {
            name: string;
            title: string;
            ids: string[];
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            is_usable: boolean;
            is_in_force: boolean;
            tests: number;
            hash: string;
        };
        OwnRuleView: {
            name: string;
            text: string;
            tests: string;
            hash: string;
            check: components["schemas"]["CheckView"];
        };
        PartView: {
            id: string;
            title_vi: string;
            title_en: string;
            how_vi: string;
            how_en: string;
            source: string;
            confidence: string;
            weight: number;
            soft: boolean;
            measured: boolean;
            forms: ("briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other")[];
            counts: {
                [key: string]: number;
            };
        };
        PasswordBody: {
            old_password: string;
            new_password: string;
        };
        PastView: {
            month: string;
            percent: number;
            band: string;
            rank: number;
            frozen: boolean;
        };
        PublicReport: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            /** @enum {string} */
            topic: "website" | "account" | "state_agency" | "other";
            /** Format: paragraph */
            what: string;
            target: string;
            contact_name: string;
            contact: string;
            /** @enum {string} */
            readonly status: "received" | "in_review" | "accepted" | "closed";
            readonly agency_id: number | null;
            readonly incident_id: number | null;
            /** Format: paragraph */
            readonly reply: string;
        };
        QuestionBody: {
            title: string;
        };
        QuickWinView: {
            duty: string;
            title_vi: string;
            title_en: string;
            gain: number;
            discharge_with: ("briefing" | "system_assessment" | "level_approval" | "plan_deployment" | "scan" | "hunt" | "response_plan" | "drill" | "provincial_drill" | "finding_fix" | "finding_hunt" | "team" | "expert" | "focal_point" | "layer_evidence" | "device_check" | "network_attestation" | "advisory_closed" | "campaign" | "contact_page" | "directive_plan" | "annual_report" | "training" | "certificate" | "inspection" | "budget_proposal" | "roster" | "hotline" | "order_reply" | "customer_warning" | "coordination" | "investment_proposal" | "supplier_review" | "summary_report" | "channel" | "customer_guide" | "other") | null;
            system_id: number | null;
        };
        RankingRowView: {
            rank: number;
            agency_id: number;
            earned: number;
            possible: number;
            percent: number;
            band: string;
            overdue: number;
            previous_rank: number | null;
            previous_percent: number | null;
        };
        RankingView: {
            month: string;
            kind: string;
            scorecard: string;
            confidence: string;
            frozen: boolean;
            /** Format: date-time */
            judged_at: string;
            of: number;
            bands: components["schemas"]["BandView"][];
            rows: components["schemas"]["RankingRowView"][];
        };
        RemedyReport: {
            /** Format: paragraph */
            report: string;
            evidence_file_id: number | null;
        };
        ReplyBody: {
            /** Format: paragraph */
            reply: string;
            /** @enum {string} */
            status: "received" | "in_review" | "accepted" | "closed";
        };
        ReviewBody: {
            accepted: boolean;
            /** Format: paragraph */
            review: string;
        };
        RiskView: {
            agency_id: number;
            overdue: number;
            open_alerts: number;
        };
        RuleCostView: {
            sampled_events: number;
            rule_ns: number;
            set_ns: number;
            share: number;
            matched: number;
        };
        RuleCoverageView: {
            /** @enum {string} */
            state: "yes" | "fields_missing" | "no_log_source";
            missing_fields: string[];
            agencies: number;
        };
        RuleDetail: {
            rule: components["schemas"]["RuleRow"];
            description: string;
            text: string;
            licence: string;
            set_title: string;
            date: string;
            modified: string;
            /** @enum {string} */
            set_kind: "own" | "shipped" | "imported";
            line: number;
            references: string[];
            falsepositives: string[];
            fields: string[];
            own_name: string;
            hits: components["schemas"]["RuleHitsView"];
            cost: components["schemas"]["RuleCostView"];
            coverage: components["schemas"]["RuleCoverageView"];
            tests: components["schemas"]["TestResultView"][];
            history: components["schemas"]["HistoryView"][];
            exceptions: components["schemas"]["ExceptionView"][];
            findings: components["schemas"]["FindingView"][];
        };
        RuleFileList: {
            rows: components["schemas"]["RuleFileView"][];
        };
        RuleFileText: {
            set: string;
            path: string;
            text: string;
        };
        RuleFileView: {
            path: string;
            bytes: number;
        };
        RuleHitsView: {
            total: number;
            suppressed: number;
            last_hit: string | null;
            days: components["schemas"]["DayHits"][];
            agencies: components["schemas"]["AgencyHits"][];
        };
        RuleList: {
            report: components["schemas"]["RuleReportView"];
            version_id: number | null;
            rows: components["schemas"]["RuleRow"][];
            total: number;
        };
        RuleNoteBody: {
            note: string;
        };
        RuleReportView: {
            found: number;
            loaded: number;
            rejected: number;
            skipped: number;
            correlations: number;
            filters: number;
            always_evaluated: number;
            findings: components["schemas"]["FindingView"][];
            findings_total: number;
        };
        RuleRow: {
            id: string;
            title: string;
            author: string;
            status: string;
            set: string;
            path: string;
            logsource: string;
            kind: string;
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            tags: string[];
            raises_alert: boolean;
            always_evaluated: boolean;
            hits_30d: number;
            suppressed_30d: number;
            last_hit: string | null;
            exceptions: number;
            /** @enum {string} */
            can_fire: "yes" | "fields_missing" | "no_log_source";
        };
        RuleSetBody: {
            title: string | null;
            licence: string | null;
            enabled: boolean | null;
            minimum_level: ("informational" | "low" | "medium" | "high" | "critical") | null;
        };
        RuleSetList: {
            rows: components["schemas"]["RuleSetView"][];
            is_changed: boolean;
            in_force: number | null;
            candidate: number | null;
        };
        RuleSetView: {
            id: string;
            title: string;
            /** @enum {string} */
            kind: "own" | "shipped" | "imported";
            licence: string;
            origin: string;
            enabled: boolean;
            minimum_level: ("informational" | "low" | "medium" | "high" | "critical") | null;
            version: string;
            files: number;
            bytes: number;
            found: number | null;
            loaded: number | null;
            rejected: number | null;
            skipped: number | null;
            is_changed: boolean;
            is_in_force: boolean;
            version_in_force: string;
            /** Format: date-time */
            updated_at: string;
        };
        RuleView: {
            id: string;
            title: string;
            description: string;
            author: string;
            status: string;
            logsource: string;
            path: string;
            text: string;
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            tags: string[];
            references: string[];
            falsepositives: string[];
            hits_30d: number;
        };
        ScoreCardView: {
            month: string;
            agency_id: number;
            frozen: boolean;
            /** Format: date-time */
            judged_at: string;
            rank: number;
            of: number;
            earned: number;
            possible: number;
            percent: number;
            band: string;
            overdue: number;
            history: components["schemas"]["PastView"][];
            indicators: components["schemas"]["IndicatorView"][];
            quick_wins: components["schemas"]["QuickWinView"][];
        };
        SetCountsView: {
            id: string;
            title: string;
            version: string;
            minimum_level: ("informational" | "low" | "medium" | "high" | "critical") | null;
            found: number;
            loaded: number;
            rejected: number;
            skipped: number;
        };
        SetPasswordBody: {
            password: string;
        };
        SignInBody: {
            login: string;
            password: string;
        };
        Source: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            system_id: number | null;
            name: string;
            /** Format: cidr */
            network: string | null;
            format: string;
            enabled: boolean;
        };
        SourceStatus: {
            source: components["schemas"]["Source"];
            counters: components["schemas"]["CountersView"];
            silent: boolean;
            has_token: boolean;
        };
        SourceStatusList: {
            rows: components["schemas"]["SourceStatus"][];
            unknown: components["schemas"]["CountersView"];
        };
        SourceWrite: {
            agency_id: number;
            system_id?: number | null;
            name: string;
            /** Format: cidr */
            network?: string | null;
            format?: string;
            enabled?: boolean;
        };
        SourcesView: {
            total: number;
            silent: number;
        };
        StagedView: {
            version: components["schemas"]["VersionView"];
            job: components["schemas"]["JobView"];
        };
        StatusBody: {
            /** @enum {string} */
            status: "open" | "contained" | "recovered" | "closed";
            /** Format: paragraph */
            outcome: string;
        };
        Supplier: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            name: string;
            tax_code: string;
            /** @enum {string} */
            service: "software" | "hardware" | "hosting" | "telecom" | "monitoring" | "assessment" | "maintenance" | "other";
            contact_name: string;
            /** Format: phone */
            phone: string;
            /** Format: email */
            email: string;
            has_remote_access: boolean;
            has_security_terms: boolean;
            /** Format: date */
            contract_until: string | null;
            /** Format: paragraph */
            note: string;
        };
        SupplierWrite: {
            agency_id: number;
            name: string;
            tax_code?: string;
            /** @enum {string} */
            service?: "software" | "hardware" | "hosting" | "telecom" | "monitoring" | "assessment" | "maintenance" | "other";
            contact_name?: string;
            /** Format: phone */
            phone?: string;
            /** Format: email */
            email?: string;
            has_remote_access?: boolean;
            has_security_terms?: boolean;
            /** Format: date */
            contract_until?: string | null;
            /** Format: paragraph */
            note?: string;
        };
        System: {
            readonly id: number;
            readonly version: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly archived: boolean;
            agency_id: number;
            name: string;
            level: number;
            /** @enum {string} */
            state: "planned" | "tested" | "in_operation" | "ended";
            /** Format: hostname */
            domain: string;
            /** Format: paragraph */
            purpose: string;
            operator_name: string;
            is_shared: boolean;
            is_public: boolean;
            users: number;
            /** Format: date */
            in_operation_since: string | null;
        };
        SystemView: {
            id: number;
            agency_id: number;
            name: string;
            domain: string;
            level: number;
            /** @enum {string} */
            state: "planned" | "tested" | "in_operation" | "ended";
        };
        SystemWrite: {
            agency_id: number;
            name: string;
            level?: number;
            /** @enum {string} */
            state?: "planned" | "tested" | "in_operation" | "ended";
            /** Format: hostname */
            domain?: string;
            /** Format: paragraph */
            purpose?: string;
            operator_name?: string;
            is_shared?: boolean;
            is_public?: boolean;
            users?: number;
            /** Format: date */
            in_operation_since?: string | null;
        };
        TacticView: {
            id: string;
            name: string;
            rules: number;
            can_fire: number;
            techniques: components["schemas"]["TechniqueView"][];
        };
        TechniqueView: {
            id: string;
            rules: number;
            can_fire: number;
            hits_30d: number;
        };
        TestReportView: {
            run: number;
            passed: number;
            failed: number;
            failures: components["schemas"]["TestResultView"][];
        };
        TestResultView: {
            rule_id: string;
            rule_title: string;
            file: string;
            note: string;
            expects_match: boolean;
            passed: boolean;
            message: string;
        };
        TokenBody: {
            name: string;
            account_id: number;
            read_only: boolean;
            scopes: string;
            /** Format: date-time */
            expires_at: string;
        };
        TokenList: {
            rows: components["schemas"]["ApiToken"][];
        };
        TokenView: {
            token: string;
        };
        TopValuesView: {
            rows: components["schemas"]["ValueCountView"][];
        };
        TryLevel: {
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            alerts: number;
            detections: number;
            alerts_now: number;
            detections_now: number;
        };
        TryResult: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            events_total: number;
            events_read: number;
            is_complete: boolean;
            stopped_because: string;
            alerts: number;
            detections: number;
            alerts_now: number;
            detections_now: number;
            suppressed: number;
            by_level: components["schemas"]["TryLevel"][];
            rules: components["schemas"]["TryRule"][];
            rules_total: number;
            seconds: number;
            events_per_second: number;
        };
        TryRule: {
            id: string;
            title: string;
            set: string;
            /** @enum {string} */
            level: "informational" | "low" | "medium" | "high" | "critical";
            alerts: number;
            detections: number;
            alerts_now: number;
            detections_now: number;
            suppressed: number;
            samples: components["schemas"]["TrySample"][];
        };
        TryRulesBody: {
            hours: number;
        };
        TrySample: {
            event_id: string;
            host: string;
            /** Format: date-time */
            time: string;
            agency_id: number | null;
        };
        ValueCountView: {
            value: string;
            count: number;
        };
        VerifyView: {
            facts: number;
            head_hash: string;
            intact: boolean;
            first_bad: number | null;
            what: string;
        };
        VersionDetail: {
            version: components["schemas"]["VersionView"];
            sets: components["schemas"]["SetCountsView"][];
            report: components["schemas"]["RuleReportView"];
            tests: components["schemas"]["TestReportView"];
            changes: components["schemas"]["ChangedRuleView"][];
            tried: components["schemas"]["TryResult"] | null;
            tried_at: string | null;
        };
        VersionList: {
            rows: components["schemas"]["VersionView"][];
            in_force: number | null;
            rollback_to: number | null;
        };
        VersionView: {
            id: number;
            /** @enum {string} */
            state: "validating" | "validated" | "invalid" | "in_force" | "replaced" | "discarded";
            hash: string;
            note: string;
            staged_by: string;
            /** Format: date-time */
            staged_at: string;
            swapped_by: string;
            swapped_at: string | null;
            found: number;
            loaded: number;
            rejected: number;
            skipped: number;
            tests_run: number;
            tests_failed: number;
            added: number;
            changed: number;
            removed: number;
            problem: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            trace_id: string;
            fields: {
                name: string;
                message: string;
            }[];
        };
    };
    responses: {
        /** @description What went wrong (RFC 9457) */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
