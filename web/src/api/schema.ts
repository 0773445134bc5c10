// SPDX-License-Identifier: Apache-2.0
// Written by types.mjs from openapi.json.
export interface paths {
    "/zhugeleida/gongzhonghao/chat/send_msg/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message */
        post: operations["customer_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/chat/getmsg/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages not yet given */
        get: operations["customer_getmsg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/chat/ack/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark read up to a message */
        post: operations["customer_ack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Page through the conversation */
        get: operations["customer_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/chat/query_num/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Unread messages from the staff user */
        get: operations["customer_unread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/chat/typing/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the staff user that a message is being written */
        post: operations["customer_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/chat/send_msg/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message to a customer */
        post: operations["staff_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/chat/getmsg/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages not yet given */
        get: operations["staff_getmsg"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/chat/ack/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark read up to a message */
        post: operations["staff_ack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Page through the conversation */
        get: operations["staff_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/chat/query_num/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Unread messages from the customer */
        get: operations["staff_unread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/chat/typing/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell the customer that a message is being written */
        post: operations["staff_typing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Page through the conversations, latest message first */
        get: operations["conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/tongxunlu": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's customers */
        get: operations["contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One customer */
        get: operations["customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/customer/update_information/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change a customer's profile */
        post: operations["update_information"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/customer/update_expected_time/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the day a deal is expected */
        post: operations["update_expected_time"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/customer/update_expected_pr/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set the chance of a deal */
        post: operations["update_expected_pr"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/customer/update_tag/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a customer's tags */
        post: operations["update_tags"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/tag_list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tags that the caller's company has, by group */
        get: operations["tag_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/tag_list/add_tag/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a tag and give it to a customer */
        post: operations["add_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/tag_list/customer_tag/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a customer's tags */
        post: operations["customer_tag"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/tag_customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tags that the caller's customers bear */
        get: operations["tag_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/tag_customer/add/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a tag and give it to customers */
        post: operations["add_tag_customer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/follow_info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The follow-up notes about a customer, newest first */
        get: operations["follow_notes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/follow_info/add/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a follow-up note about a customer */
        post: operations["add_follow_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/follow_language": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's stock phrases */
        get: operations["phrases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/follow_language/add/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a stock phrase */
        post: operations["add_phrase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/follow_language/delete/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delete a stock phrase */
        post: operations["delete_phrase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/action/time": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The action log, newest first */
        get: operations["actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/action/record/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A customer did something */
        post: operations["record_action"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/action/get_new_log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows of the action log not yet given by this, oldest first, and marks them */
        get: operations["new_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/action/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many actions of each kind, and on each day */
        get: operations["count_actions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/action/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many actions of each customer, most first */
        get: operations["rank_customers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/action/customer_detail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many actions of each kind by one customer */
        get: operations["count_customer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in, and what there is */
        get: operations["session"];
        put?: never;
        /** Log a browser in */
        post: operations["session_begin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/session/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log a browser out */
        post: operations["session_end"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/media/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a picture, a video or a file */
        post: operations["customer_media"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/media/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Upload a picture, a video or a file */
        post: operations["staff_media"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/work_gongzhonghao_auth/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send a customer's browser to WeChat, to say who it is */
        get: operations["gzh_start"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/work_gongzhonghao_auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where WeChat sends it back to */
        get: operations["gzh_return"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/work_gongzhonghao_auth/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in with what a page got when WeChat had led back to it */
        post: operations["gzh_exchange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/work_gongzhonghao_auth/create_gongzhonghao_share_auth_url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A link by which a customer hands a staff user on */
        get: operations["customer_share"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/work_gongzhonghao_auth/redirect_share_url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open such a link */
        get: operations["share_open"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/work_gongzhonghao_auth/gongzhonghao_share_sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page needs to use WeChat's JS-SDK */
        get: operations["customer_sign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/work_weixin_auth/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send a staff user's browser to WeCom; with `code` or `state`, where WeCom sends it back to */
        get: operations["qy_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/work_weixin_auth/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in with what a page got when WeChat had led back to it */
        post: operations["qy_exchange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/work_weixin_auth/create_gongzhonghao_share_auth_url": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A link by which a staff user shares an article, or just themselves */
        get: operations["staff_share"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/work_weixin_auth/gongzhonghao_share_sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page inside WeCom needs to use the JS-SDK */
        get: operations["staff_sign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/enterprise_weixin_sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same with the name `appId`, as older pages know it */
        get: operations["enterprise_sign"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/qr_code_auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A QR code that leads to the caller */
        get: operations["qr_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/qr_code_auth/image/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture of such a code */
        get: operations["qr_image"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/gongzhonghao/callback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WeChat asks whether this address is ours */
        get: operations["gzh_verify"];
        put?: never;
        /** WeChat tells of a message or an event */
        post: operations["gzh_callback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/zhugeleida/qiyeweixin/callback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** WeCom asks whether this address is ours */
        get: operations["qy_verify"];
        put?: never;
        /** WeCom tells of an event */
        post: operations["qy_callback"];
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
        customer_send: {
            /** @description the staff user to write to */
            u_id: number;
            /** @description the message, JSON text */
            content: string | components["schemas"]["content_of_customer"];
            /** @description the caller */
            customer_id?: number;
            /** @description 2: customer to staff */
            send_type?: number;
            /** @description the article it was written from */
            article_id?: number;
            /** @description idempotency key, also as header Idempotency-Key */
            msg_id?: string;
        };
        customer_ack: {
            /** @description the staff user */
            u_id: number;
            /** @description read up to this message */
            id: number;
        };
        customer_typing: {
            /** @description the staff user */
            u_id: number;
        };
        staff_send: {
            /** @description the customer to write to */
            customer_id: number;
            /** @description the message, JSON text */
            content: string | components["schemas"]["content_of_staff"];
            /** @description the caller */
            user_id?: number;
            /** @description 1: staff to customer */
            send_type?: number;
            /** @description idempotency key, also as header Idempotency-Key */
            msg_id?: string;
        };
        staff_ack: {
            /** @description the customer */
            customer_id: number;
            /** @description read up to this message */
            id: number;
        };
        staff_typing: {
            /** @description the customer */
            customer_id: number;
        };
        update_information: {
            /** @description 1 male, 2 female */
            sex: number;
            /** @description the customer who referred this one; 0 or empty: nobody */
            superior?: number | ("" | null);
            /** @description mainland mobile number */
            phone?: string | ("" | null);
            email?: string | ("" | null);
            birthday?: string | ("" | null);
            username?: string | ("" | null);
            memo_name?: string | ("" | null);
            company?: string | ("" | null);
            position?: string | ("" | null);
            address?: string | ("" | null);
            mem?: string | ("" | null);
        };
        update_expected_time: {
            /** @description the day a deal is expected */
            expected_time: string;
        };
        update_expected_pr: {
            /** @description chance of a deal in per cent; a trailing % is taken off */
            expedted_pr: number | string;
        };
        update_tags: {
            /** @description JSON text: the ids of all the customer's tags */
            tag_list: string | number[];
        };
        add_tag: {
            /** @description the new tag */
            name: string;
        };
        customer_tag: {
            /** @description JSON text: the ids of all the customer's tags */
            tag_list: string | number[];
        };
        add_tag_customer: {
            /** @description the new tag */
            name: string;
            /** @description JSON text: the ids of the customers who get it */
            customer_list: string | number[];
        };
        add_follow_note: {
            /** @description the note */
            follow_info: string;
        };
        add_phrase: {
            /** @description the phrase */
            custom_language: string;
        };
        delete_phrase: Record<string, never>;
        record_action: {
            /** @description the staff user it concerns */
            u_id: number;
            /** @description what the customer did */
            action: number;
            /** @description shown behind the customer's name; a fitting default */
            remark?: string;
            /** @description the article it concerns */
            article_id?: number;
            /** @description idempotency key, also as header Idempotency-Key */
            msg_id?: string;
        };
        session_begin: {
            /** @description the login token, from the link that leidactl login-link prints */
            token: string;
        };
        session_end: {
            /**
             * @description which of two sessions of the browser; if not given, staff before customer
             * @enum {string}
             */
            kind?: "staff" | "customer";
        };
        customer_media: {
            /** @description idempotency key, also as header Idempotency-Key */
            msg_id?: string;
            /** @description the file; what it is its bytes say */
            file: unknown;
        };
        staff_media: {
            /** @description idempotency key, also as header Idempotency-Key */
            msg_id?: string;
            /** @description the file; what it is its bytes say */
            file: unknown;
        };
        gzh_exchange: {
            /** @description of the page's address; good once, 60 s */
            login: string;
        };
        qy_exchange: {
            /** @description of the page's address; good once, 60 s */
            login: string;
        };
        /** @description a message's content, by info_type; other members as sent */
        content: {
            /**
             * @description text or emoji
             * @enum {unknown}
             */
            info_type: 1;
            /** @description the text */
            msg: string;
        } | {
            /**
             * @description product inquiry
             * @enum {unknown}
             */
            info_type: 2;
            /** @description where the product's picture is */
            product_cover_url: string;
            /** @description the product's name */
            product_name: string;
            /** @description its price */
            product_price: string | number;
        } | {
            /**
             * @description asking for a phone number or WeChat id
             * @enum {unknown}
             */
            info_type: 3;
            /** @description the text */
            msg: string;
        } | {
            /**
             * @description picture
             * @enum {unknown}
             */
            info_type: 4;
            /** @description where the picture or video is */
            url: string;
        } | {
            /**
             * @description video
             * @enum {unknown}
             */
            info_type: 5;
            /** @description where the picture or video is */
            url: string;
        } | {
            /**
             * @description mini program or mall
             * @enum {unknown}
             */
            info_type: 6;
            /** @description the text */
            msg: string;
        };
        /** @description what a customer may send */
        content_of_customer: {
            /**
             * @description text or emoji
             * @enum {unknown}
             */
            info_type: 1 | "1";
            /** @description the text */
            msg: string;
        } | {
            /**
             * @description product inquiry
             * @enum {unknown}
             */
            info_type: 2 | "2";
            /** @description where the product's picture is */
            product_cover_url: string;
            /** @description the product's name */
            product_name: string;
            /** @description its price */
            product_price: string | number;
        } | {
            /**
             * @description asking for a phone number or WeChat id
             * @enum {unknown}
             */
            info_type: 3 | "3";
            /** @description the text */
            msg: string;
        } | {
            /**
             * @description picture
             * @enum {unknown}
             */
            info_type: 4 | "4";
            /** @description where the picture or video is */
            url: string;
        } | {
            /**
             * @description video
             * @enum {unknown}
             */
            info_type: 5 | "5";
            /** @description where the picture or video is */
            url: string;
        } | {
            /**
             * @description mini program or mall
             * @enum {unknown}
             */
            info_type: 6 | "6";
            /** @description the text */
            msg: string;
        };
        /** @description what a staff user may send: info_type 3 has a standard text */
        content_of_staff: {
            /**
             * @description text or emoji
             * @enum {unknown}
             */
            info_type: 1 | "1";
            /** @description the text */
            msg: string;
        } | {
            /**
             * @description product inquiry
             * @enum {unknown}
             */
            info_type: 2 | "2";
            /** @description where the product's picture is */
            product_cover_url: string;
            /** @description the product's name */
            product_name: string;
            /** @description its price */
            product_price: string | number;
        } | {
            /**
             * @description asking for a phone number or WeChat id
             * @enum {unknown}
             */
            info_type: 3 | "3";
            /** @description the text */
            msg?: string;
        } | {
            /**
             * @description picture
             * @enum {unknown}
             */
            info_type: 4 | "4";
            /** @description where the picture or video is */
            url: string;
        } | {
            /**
             * @description video
             * @enum {unknown}
             */
            info_type: 5 | "5";
            /** @description where the picture or video is */
            url: string;
        } | {
            /**
             * @description mini program or mall
             * @enum {unknown}
             */
            info_type: 6 | "6";
            /** @description the text */
            msg: string;
        };
        refusal: {
            /** @enum {unknown} */
            code: 302 | 301 | 307 | 400 | 402 | 303 | 409;
            msg: string;
            data: {
                [key: string]: {
                    message: string;
                    /** @enum {string} */
                    code: "required" | "invalid" | "min_value" | "max_value" | "max_length";
                }[];
            };
        };
        failure: {
            /** @enum {unknown} */
            code: 429 | 503 | 504 | 400 | 404 | 402 | 413 | 414 | 415 | 431 | 408 | 505 | 501 | 426 | 403;
            msg: string;
            data: Record<string, never>;
        };
    };
    responses: {
        /** @description the gateway's own, with an HTTP status other than 200 */
        failure: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["failure"];
            };
        };
    };
    parameters: {
        /** @description the caller, a staff user */
        staff: number;
        /** @description the caller, a customer */
        customer: number;
        /** @description now, ms since 1970 */
        timestamp: number;
        /** @description lower-case hex md5(timestamp + token) */
        rand_str: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    customer_send: {
        parameters: {
            query?: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["customer_send"];
                "multipart/form-data": components["schemas"]["customer_send"];
                "application/json": components["schemas"]["customer_send"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "send msg successful";
                        data: {
                            /** @description number of what was stored */
                            id?: number;
                            /** @description when it was taken */
                            dateTime?: string;
                            /** @description true when this msg_id had been taken before, and nothing was done now */
                            duplicate?: boolean;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_getmsg: {
        parameters: {
            query: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                u_id: number;
                after?: number;
                wait?: number;
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "实时获取-最新聊天信息成功" | "没有得到实时聊天信息";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: ({
                                /** @description the customer of the conversation */
                                customer_id: number;
                                /** @description the staff user of the conversation */
                                user_id: number;
                                /** @description address of the staff user's picture; empty: has none */
                                user_avator: string;
                                /** @description address of the customer's picture; empty: has none */
                                customer_headimgurl: string;
                                /** @description the customer's own name */
                                customer: string;
                                /** @description number of the message in its conversation: 1, 2, 3 … without gaps */
                                id: number;
                                /** @description when it was taken */
                                dateTime: string;
                                /** @description 1 staff to customer, 2 customer to staff */
                                send_type: number;
                                /** @description true on the first message of the conversation, in the history alone */
                                is_first_info: boolean;
                            } & components["schemas"]["content"])[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                            /** @description true, and there only when the answer ended early: ask again */
                            more?: boolean;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_ack: {
        parameters: {
            query?: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["customer_ack"];
                "multipart/form-data": components["schemas"]["customer_ack"];
                "application/json": components["schemas"]["customer_ack"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "确认成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_history: {
        parameters: {
            query: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                u_id: number;
                customer_id?: number;
                current_page?: number;
                length?: number;
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "分页获取-全部聊天消息成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: ({
                                /** @description the customer of the conversation */
                                customer_id: number;
                                /** @description the staff user of the conversation */
                                user_id: number;
                                /** @description address of the staff user's picture; empty: has none */
                                user_avatar: string;
                                /** @description address of the customer's picture; empty: has none */
                                customer_headimgurl: string;
                                /** @description the customer's own name */
                                customer: string;
                                /** @description the customer's own name, once more */
                                from_user_name: string;
                                /** @description number of the message in its conversation: 1, 2, 3 … without gaps */
                                id: number;
                                /** @description when it was taken */
                                dateTime: string;
                                /** @description 1 staff to customer, 2 customer to staff */
                                send_type: number;
                                /** @description true on the first message of the conversation, in the history alone */
                                is_first_info: boolean;
                            } & components["schemas"]["content"])[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                            /** @description phone number on the staff user's business card; empty: has none */
                            mingpian_phone?: string;
                            /** @description the staff user's WeChat id; empty: has none */
                            wechat?: string;
                            /** @description the staff user's name */
                            user_name?: string;
                            /** @description what the staff user is in the company; empty: not known */
                            user_position?: string;
                            /** @description there only when the page ended early: `before` that goes on */
                            next_before?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_unread: {
        parameters: {
            query: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                u_id: number;
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description messages of the other side that are not read */
                            chatinfo_count?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_typing: {
        parameters: {
            query?: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["customer_typing"];
                "multipart/form-data": components["schemas"]["customer_typing"];
                "application/json": components["schemas"]["customer_typing"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_send: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["staff_send"];
                "multipart/form-data": components["schemas"]["staff_send"];
                "application/json": components["schemas"]["staff_send"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "send msg successful";
                        data: {
                            /** @description number of what was stored */
                            id?: number;
                            /** @description when it was taken */
                            dateTime?: string;
                            /** @description true when this msg_id had been taken before, and nothing was done now */
                            duplicate?: boolean;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_getmsg: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id: number;
                after?: number;
                wait?: number;
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "实时获取-最新聊天信息成功" | "没有得到实时聊天信息";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: ({
                                /** @description the customer of the conversation */
                                customer_id: number;
                                /** @description address of the customer's picture; empty: has none */
                                customer_avatar: string;
                                /** @description the staff user of the conversation */
                                user_id: number;
                                /** @description address of the customer's picture, once more; empty: has none */
                                src: string;
                                /** @description the customer's own name */
                                name: string;
                                /** @description number of the message in its conversation: 1, 2, 3 … without gaps */
                                id: number;
                                /** @description when it was taken */
                                dateTime: string;
                                /** @description 1 staff to customer, 2 customer to staff */
                                send_type: number;
                                /** @description 1 once the customer has read it, else 0 */
                                is_customer_already_read: number;
                                /** @description the same in words: 已读 or 未读 */
                                is_customer_already_read_text: string;
                            } & components["schemas"]["content"])[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                            /** @description true, and there only when the answer ended early: ask again */
                            more?: boolean;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_ack: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["staff_ack"];
                "multipart/form-data": components["schemas"]["staff_ack"];
                "application/json": components["schemas"]["staff_ack"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "确认成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_history: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id: number;
                current_page?: number;
                length?: number;
                before?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "分页获取-全部聊天消息成功" | "没有新消息";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: ({
                                /** @description the customer of the conversation */
                                customer_id: number;
                                /** @description address of the customer's picture; empty: has none */
                                customer_avatar: string;
                                /** @description the staff user of the conversation */
                                user_id: number;
                                /** @description address of the customer's picture, once more; empty: has none */
                                src: string;
                                /** @description the customer's own name */
                                name: string;
                                /** @description number of the message in its conversation: 1, 2, 3 … without gaps */
                                id: number;
                                /** @description when it was taken */
                                dateTime: string;
                                /** @description 1 staff to customer, 2 customer to staff */
                                send_type: number;
                                /** @description 1 once the customer has read it, else 0 */
                                is_customer_already_read: number;
                                /** @description the same in words: 已读 or 未读 */
                                is_customer_already_read_text: string;
                            } & components["schemas"]["content"])[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                            /** @description there only when the page ended early: `before` that goes on */
                            next_before?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_unread: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id: number;
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description messages of the other side that are not read */
                            chatinfo_count?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_typing: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["staff_typing"];
                "multipart/form-data": components["schemas"]["staff_typing"];
                "application/json": components["schemas"]["staff_typing"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    conversations: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                current_page?: number;
                length?: number;
                rows?: "plain" | "full";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the customer of the conversation */
                                customer_id: number;
                                /** @description 1 official account, 2 mini program */
                                customer_source: number;
                                /** @description the same in words: 微信公众号 or 微信小程序 */
                                customer_source_text: string;
                                /** @description address of the customer's picture; empty: has none */
                                src: string;
                                /** @description the name that the caller gave them, else their own; of one without any the memo name; empty: has none */
                                name: string;
                                /** @description number of the newest message */
                                id: number;
                                /** @description who sent it: 1 the staff user, 2 the customer */
                                send_type: number;
                                /** @description 1 when the customer follows the official account, or nobody knows; else 0 */
                                is_subscribe: number;
                                /** @description that the customer does not follow the official account: `此客户【未关注】公众号`; empty: does, or nobody knows */
                                is_subscribe_text: string;
                                /** @description when it was taken: `15:18` of today, `昨天`, `09-21` of this year, else the date */
                                dateTime: string;
                                /** @description its text; `向您咨询:` and the product's name; `[图片]`; `[视频]`; of more than 200 characters the first 200 and `…` */
                                msg: string;
                                /** @description messages of the customer that are not read */
                                unread_msg_num: number;
                                /** @description with rows=full: the caller's name for the file; empty: not set */
                                memo_name?: string;
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    contacts: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                order?: "-expedted_pr" | "-last_follow_time" | "-last_activity_time" | "-create_date";
                customer_id?: number;
                username?: string;
                customer__source?: number;
                current_page?: number;
                length?: number;
                rows?: "plain" | "full";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the customer */
                                customer_id: number;
                                /** @description the name that the caller gave them, else their own; of one without any the memo name; empty: has none */
                                customer_username: string;
                                /** @description address of the customer's picture; empty: has none */
                                headimgurl: string;
                                /** @description the day a deal is expected; null: not set */
                                expected_time: string | null;
                                /** @description chance of a deal in per cent, 0 unless set */
                                expedted_pr: number;
                                /** @description last follow-up: 今天, 昨天 or N天前; empty: there was none */
                                last_follow_time: string;
                                /** @description the customer's last activity: 今天, 昨天 or the date; empty: there was none */
                                last_activity_time: string;
                                /** @description 今天跟进, 昨天已跟进, the date, or 未跟进过 */
                                follow_status: string;
                                /** @description the article that the customer came by; null: came by none */
                                article_id: number | null;
                                /** @description its title; empty: came by none */
                                title: string;
                                /** @description 1 official account, 2 mini program */
                                customer_source: number;
                                /** @description the same in words: 微信公众号 or 微信小程序 */
                                customer_source_text: string;
                                /** @description how the customer came: 1 scan, 2 forward, 3 search, 4 article; null: not known */
                                source: number | null;
                                /** @description the same in words: 扫码, 转发, 搜索 or 公众号文章; empty: not known */
                                source_text: string;
                                /** @description with rows=full: the caller's name for the file; empty: not set */
                                memo_name?: string;
                                /** @description with rows=full: the first 10 of the customer's tags that the caller's company sees; may be [] */
                                tags?: {
                                    /** @description the tag */
                                    id: number;
                                    /** @description its name */
                                    name: string;
                                }[];
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the customer */
                                id: number;
                                /** @description the name that the caller gave them, else their own; of one without any the memo name; empty: has none */
                                username: string;
                                /** @description address of the customer's picture; empty: has none */
                                headimgurl: string;
                                /** @description the day a deal is expected; null: not set */
                                expected_time: string | null;
                                /** @description chance of a deal in per cent, as text, 0 unless set */
                                expedted_pr: string;
                                /** @description the same as expedted_pr */
                                ai_pr: string;
                                /** @description name of the customer who referred this one, as the caller sees it; empty: nobody is known to */
                                superior: string;
                                /** @description how the customer came: 扫码, 转发, 搜索 or 公众号文章; empty: not known */
                                source: string;
                                /** @description the caller's name for the file; null: not set */
                                memo_name: string | null;
                                /** @description mobile number, as the caller noted it; empty: not set */
                                phone: string;
                                /** @description email address; empty: not set */
                                email: string;
                                /** @description where the customer works; empty: not set */
                                company: string;
                                /** @description as what; empty: not set */
                                position: string;
                                /** @description postal address; empty: not set */
                                address: string;
                                /** @description date of birth; empty: not set */
                                birthday: string;
                                /** @description the caller's notes; empty: not set */
                                mem: string;
                                /** @description names of the tags that the caller's company sees; may be [] */
                                tag: string[];
                                /** @description 1 male, 2 female; null: not known */
                                sex: number | null;
                                /** @description whole days since the relation began */
                                day_interval: number;
                                /** @description 1 official account, 2 mini program */
                                user_type: number;
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    update_information: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["update_information"];
                "multipart/form-data": components["schemas"]["update_information"];
                "application/json": components["schemas"]["update_information"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    update_expected_time: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["update_expected_time"];
                "multipart/form-data": components["schemas"]["update_expected_time"];
                "application/json": components["schemas"]["update_expected_time"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    update_expected_pr: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["update_expected_pr"];
                "multipart/form-data": components["schemas"]["update_expected_pr"];
                "application/json": components["schemas"]["update_expected_pr"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    update_tags: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["update_tags"];
                "multipart/form-data": components["schemas"]["update_tags"];
                "application/json": components["schemas"]["update_tags"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    tag_list: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "请求成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the group */
                                name: string;
                                /** @description the tags that a customer may bear; may be [] */
                                tags: {
                                    /** @description the tag */
                                    id: number;
                                    /** @description its name */
                                    name: string;
                                    /** @description whether the customer asked for bears it; false without one */
                                    is_select: boolean;
                                }[];
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            tag_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    add_tag: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["add_tag"];
                "multipart/form-data": components["schemas"]["add_tag"];
                "application/json": components["schemas"]["add_tag"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_tag: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["customer_tag"];
                "multipart/form-data": components["schemas"]["customer_tag"];
                "application/json": components["schemas"]["customer_tag"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    tag_customer: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                current_page?: number;
                length?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "请求成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the tag */
                                id: number;
                                /** @description the same */
                                tag_id: number;
                                /** @description its name */
                                name: string;
                                /** @description how many of the caller's customers bear it */
                                customer_num: number;
                                /** @description the 10 who were given it last */
                                customer_list: {
                                    /** @description the customer */
                                    id: number;
                                    /** @description address of the customer's picture; empty: has none */
                                    headimgurl: string;
                                    /** @description the name that the caller gave them, else their own; of one without any the memo name; empty: has none */
                                    name: string;
                                }[];
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            ret_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    add_tag_customer: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["add_tag_customer"];
                "multipart/form-data": components["schemas"]["add_tag_customer"];
                "application/json": components["schemas"]["add_tag_customer"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    follow_notes: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id: number;
                current_page?: number;
                length?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the note */
                                follow_info: string;
                                /** @description when it was made */
                                create_date: string;
                                /** @description address of the customer's picture; empty: has none */
                                user_customer_flowup__customer__headimgurl: string;
                                /** @description address of the staff user's picture; empty: has none */
                                user_customer_flowup__user__avatar: string;
                                /** @description the staff user's name */
                                user_customer_flowup__user__username: string;
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                            /** @description true, and there only when the page ended early: ask with a smaller `length` */
                            more?: boolean;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    add_follow_note: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["add_follow_note"];
                "multipart/form-data": components["schemas"]["add_follow_note"];
                "application/json": components["schemas"]["add_follow_note"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    phrases: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the stock of phrases */
                            ret_data?: {
                                /** @description the staff user: the caller */
                                user_id: number;
                                /** @description the phrases, the oldest first */
                                follow_language_data: {
                                    /** @description the phrase: what delete takes */
                                    language_id: number;
                                    /** @description the staff user: the caller */
                                    user_id: number;
                                    /** @description its text */
                                    language: string;
                                }[];
                            };
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    add_phrase: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["add_phrase"];
                "multipart/form-data": components["schemas"]["add_phrase"];
                "application/json": components["schemas"]["add_phrase"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "添加成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    delete_phrase: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["delete_phrase"];
                "multipart/form-data": components["schemas"]["delete_phrase"];
                "application/json": components["schemas"]["delete_phrase"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "删除成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    actions: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id?: number;
                action?: number;
                create_date__gte?: string;
                create_date__lt?: string;
                current_page?: number;
                length?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询日志记录成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the staff user: the caller */
                                user_id: number;
                                /** @description the customer who did it */
                                customer_id: number;
                                /** @description address of the customer's picture; empty: has none */
                                headimgurl: string;
                                /** @description the customer's own name, then the remark */
                                log: string;
                                /** @description when it was done */
                                create_date: string;
                                /** @description what was done, 1 to 16: see action/record */
                                action: number;
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    record_action: {
        parameters: {
            query?: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["record_action"];
                "multipart/form-data": components["schemas"]["record_action"];
                "application/json": components["schemas"]["record_action"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "记录日志成功";
                        data: {
                            /** @description number of what was stored */
                            id?: number;
                            /** @description when it was taken */
                            dateTime?: string;
                            /** @description true when this msg_id had been taken before, and nothing was done now */
                            duplicate?: boolean;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    new_actions: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询日志记录成功" | "没有新的日志记录";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the staff user: the caller */
                                user_id: number;
                                /** @description the customer who did it */
                                customer_id: number;
                                /** @description address of the customer's picture; empty: has none */
                                headimgurl: string;
                                /** @description the customer's own name, then the remark */
                                log: string;
                                /** @description when it was done */
                                create_date: string;
                                /** @description what was done, by its name */
                                action: string;
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    count_actions: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                create_date__gte?: string;
                create_date__lt?: string;
                by?: "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the names of the actions */
                            action?: {
                                /** @description 查看名片 */
                                1: string;
                                /** @description 查看产品 */
                                2: string;
                                /** @description 查看动态 */
                                3: string;
                                /** @description 查看官网 */
                                4: string;
                                /** @description 复制微信 */
                                5: string;
                                /** @description 转发名片 */
                                6: string;
                                /** @description 咨询产品 */
                                7: string;
                                /** @description 保存电话 */
                                8: string;
                                /** @description 觉得靠谱 */
                                9: string;
                                /** @description 拨打电话 */
                                10: string;
                                /** @description 播放语音 */
                                11: string;
                                /** @description 复制邮箱 */
                                12: string;
                                /** @description 授权访问 */
                                13: string;
                                /** @description 查看文章 */
                                14: string;
                                /** @description 转发文章到朋友 */
                                15: string;
                                /** @description 转发文章到朋友圈 */
                                16: string;
                            };
                            /** @description how many of each kind */
                            detail?: {
                                /** @description 查看名片 */
                                1: number;
                                /** @description 查看产品 */
                                2: number;
                                /** @description 查看动态 */
                                3: number;
                                /** @description 查看官网 */
                                4: number;
                                /** @description 复制微信 */
                                5: number;
                                /** @description 转发名片 */
                                6: number;
                                /** @description 咨询产品 */
                                7: number;
                                /** @description 保存电话 */
                                8: number;
                                /** @description 觉得靠谱 */
                                9: number;
                                /** @description 拨打电话 */
                                10: number;
                                /** @description 播放语音 */
                                11: number;
                                /** @description 复制邮箱 */
                                12: number;
                                /** @description 授权访问 */
                                13: number;
                                /** @description 查看文章 */
                                14: number;
                                /** @description 转发文章到朋友 */
                                15: number;
                                /** @description 转发文章到朋友圈 */
                                16: number;
                            };
                            /** @description the staff user: the caller */
                            user_id?: number;
                            /** @description with by=day: every day of the range */
                            days?: {
                                /** @description the day */
                                date: string;
                                /** @description how many of each kind on it */
                                detail: {
                                    /** @description 查看名片 */
                                    1: number;
                                    /** @description 查看产品 */
                                    2: number;
                                    /** @description 查看动态 */
                                    3: number;
                                    /** @description 查看官网 */
                                    4: number;
                                    /** @description 复制微信 */
                                    5: number;
                                    /** @description 转发名片 */
                                    6: number;
                                    /** @description 咨询产品 */
                                    7: number;
                                    /** @description 保存电话 */
                                    8: number;
                                    /** @description 觉得靠谱 */
                                    9: number;
                                    /** @description 拨打电话 */
                                    10: number;
                                    /** @description 播放语音 */
                                    11: number;
                                    /** @description 复制邮箱 */
                                    12: number;
                                    /** @description 授权访问 */
                                    13: number;
                                    /** @description 查看文章 */
                                    14: number;
                                    /** @description 转发文章到朋友 */
                                    15: number;
                                    /** @description 转发文章到朋友圈 */
                                    16: number;
                                };
                            }[];
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    rank_customers: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                create_date__gte?: string;
                create_date__lt?: string;
                current_page?: number;
                length?: number;
                rows?: "plain" | "full";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description the rows of this answer */
                            ret_data: {
                                /** @description the customer */
                                customer_id: number;
                                /** @description the name that the caller gave them, else their own; of one without any the memo name; empty: has none */
                                customer_username: string;
                                /** @description address of the customer's picture; empty: has none */
                                headimgurl: string;
                                /** @description how many actions */
                                action_count: number;
                                /** @description with rows=full: the caller's name for the file; empty: not set */
                                memo_name?: string;
                            }[];
                            /** @description rows in all, not of this answer alone; of getmsg those of the answer */
                            data_count: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    count_customer: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                create_date__gte?: string;
                create_date__lt?: string;
                customer_id: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description how many actions in all */
                            totalCount?: number;
                            /** @description every kind by its number, those that did not happen too */
                            detail?: {
                                /** @description 1 to 16 */
                                action: number;
                                /** @description its name */
                                name: string;
                                /** @description how many */
                                count: number;
                            }[];
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    session: {
        parameters: {
            query?: {
                kind?: "staff" | "customer";
            };
            header: {
                "X-Leida": "1";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description who is logged in: staff or customer */
                            kind?: string;
                            /** @description the staff user or customer */
                            id?: number;
                            /** @description the time zone of all times that the API tells */
                            zone?: string;
                            /** @description the gateway's time, ms since 1970 */
                            now?: number;
                            /** @description when the session ends unless it is used, ms since 1970 */
                            expires?: number;
                            /** @description what this installation has besides: push, uploads, wechat; may be [] */
                            features?: string[];
                            /** @description name of the staff user or customer; empty: has none, or the CRM service cannot be asked now */
                            name?: string;
                            /** @description address of their picture; empty: has none, or the CRM service cannot be asked now */
                            avatar?: string;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    session_begin: {
        parameters: {
            query?: never;
            header: {
                "X-Leida": "1";
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["session_begin"];
                "multipart/form-data": components["schemas"]["session_begin"];
                "application/json": components["schemas"]["session_begin"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "登录成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    session_end: {
        parameters: {
            query?: never;
            header: {
                "X-Leida": "1";
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["session_end"];
                "multipart/form-data": components["schemas"]["session_end"];
                "application/json": components["schemas"]["session_end"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "退出成功";
                        data: Record<string, never>;
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_media: {
        parameters: {
            query?: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["customer_media"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "上传成功";
                        data: {
                            /** @description where it is served: for the url of a message */
                            url?: string;
                            /** @description its media type, by its bytes */
                            type?: string;
                            /** @description bytes that are kept; of a jpeg maybe fewer than were sent */
                            size?: number;
                            /** @description pixels; of pictures only */
                            width?: number;
                            /** @description pixels; of pictures only */
                            height?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_media: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
            };
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                n: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["staff_media"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "上传成功";
                        data: {
                            /** @description where it is served: for the url of a message */
                            url?: string;
                            /** @description its media type, by its bytes */
                            type?: string;
                            /** @description bytes that are kept; of a jpeg maybe fewer than were sent */
                            size?: number;
                            /** @description pixels; of pictures only */
                            width?: number;
                            /** @description pixels; of pictures only */
                            height?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    gzh_start: {
        parameters: {
            query?: {
                s?: string;
                next?: string;
                scope?: "base" | "userinfo";
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: {
                leida_wx?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description refused by the application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["refusal"];
                };
            };
            /** @description go on there */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    gzh_return: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: {
                leida_wx?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description refused by the application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["refusal"];
                };
            };
            /** @description go on there */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    gzh_exchange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                leida_wx?: string;
            };
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["gzh_exchange"];
                "multipart/form-data": components["schemas"]["gzh_exchange"];
                "application/json": components["schemas"]["gzh_exchange"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "登录成功";
                        data: {
                            /** @description the customer: what to call as */
                            user_id?: number;
                            /** @description with which to sign */
                            token?: string;
                            /** @description the staff user they came to; null: nobody yet */
                            uid?: number | null;
                            /** @description the company */
                            company_id?: number;
                            /** @description the customer whose share they opened; null: nobody's */
                            pid?: number | null;
                            /** @description how many hands that share went through; null: no share */
                            level?: number | null;
                            /** @description the article that was shared; null: none */
                            article_id?: number | null;
                            /** @description true when the login made the customer */
                            is_new?: boolean;
                            /** @description true when the name and picture of WeChat are known */
                            has_profile?: boolean;
                            /** @description 1 if they follow the official account, 0 if they do not, or never have since they are known */
                            is_subscribe?: number;
                            /** @description a login token: what a browser's session begins with, within a minute, once; null: the login began in another browser */
                            session?: string | null;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_share: {
        parameters: {
            query: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                uid: number;
                article_id?: number;
                level?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "请求成功";
                        data: {
                            /** @description the link, good for 180 days */
                            share_url?: string;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    share_open: {
        parameters: {
            query: {
                s: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description refused by the application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["refusal"];
                };
            };
            /** @description go on there */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    customer_sign: {
        parameters: {
            query: {
                /** @description the caller, a customer */
                user_id?: components["parameters"]["customer"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                location_href: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description of the address, lower-case hex SHA-1 */
                            signature?: string;
                            /** @description as it was signed, s since 1970 */
                            timestamp?: number;
                            /** @description as it was signed */
                            nonceStr?: string;
                            /** @description of the account whose ticket signed it */
                            appid?: string;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    qy_login: {
        parameters: {
            query?: {
                next?: string;
                via?: "app" | "qr";
                code?: string;
                state?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: {
                leida_wx?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description refused by the application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["refusal"];
                };
            };
            /** @description go on there */
            302: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    qy_exchange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                leida_wx?: string;
            };
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": components["schemas"]["qy_exchange"];
                "multipart/form-data": components["schemas"]["qy_exchange"];
                "application/json": components["schemas"]["qy_exchange"];
            };
        };
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "登录成功";
                        data: {
                            /** @description the staff user */
                            id?: number;
                            /** @description the same: what to call as */
                            user_id?: number;
                            /** @description with which to sign */
                            token?: string;
                            /** @description address of their picture; empty: has none */
                            avatar?: string;
                            /** @description the company */
                            company_id?: number;
                            /** @description true when they never logged in by WeCom before */
                            is_first_login?: boolean;
                            /** @description a login token: what a browser's session begins with, within a minute, once; null: the login began in another browser */
                            session?: string | null;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_share: {
        parameters: {
            query?: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                article_id?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "请求成功";
                        data: {
                            /** @description the link, good for 180 days */
                            share_url?: string;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    staff_sign: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                location_href: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description of the address, lower-case hex SHA-1 */
                            signature?: string;
                            /** @description as it was signed, s since 1970 */
                            timestamp?: number;
                            /** @description as it was signed */
                            nonceStr?: string;
                            /** @description of the account whose ticket signed it */
                            appid?: string;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    enterprise_sign: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                location_href: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "查询成功";
                        data: {
                            /** @description of the address, lower-case hex SHA-1 */
                            signature?: string;
                            /** @description as it was signed, s since 1970 */
                            timestamp?: number;
                            /** @description as it was signed */
                            nonceStr?: string;
                            /** @description of the account whose ticket signed it */
                            appId?: string;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    qr_code: {
        parameters: {
            query: {
                /** @description the caller, a staff user */
                user_id?: components["parameters"]["staff"];
                /** @description now, ms since 1970 */
                timestamp?: components["parameters"]["timestamp"];
                /** @description lower-case hex md5(timestamp + token) */
                rand_str?: components["parameters"]["rand_str"];
                customer_id?: number;
                kind: "gzh" | "h5";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description done, or refused by the application: code tells */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        code: 200;
                        /** @enum {unknown} */
                        msg: "生成二维码成功";
                        data: {
                            /** @description address of the picture */
                            qr_code?: string;
                            /** @description what the code says */
                            url?: string;
                            /** @description how long it lasts; 0: for good */
                            expire_seconds?: number;
                        };
                    } | components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    qr_image: {
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
            /** @description the picture, or refused by the application */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": unknown;
                    "application/json": components["schemas"]["refusal"];
                };
            };
            "4XX": components["responses"]["failure"];
            "5XX": components["responses"]["failure"];
        };
    };
    gzh_verify: {
        parameters: {
            query?: {
                signature?: string;
                msg_signature?: string;
                timestamp?: string;
                nonce?: string;
                echostr?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what they want to hear */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description refused, without a body */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    gzh_callback: {
        parameters: {
            query?: {
                signature?: string;
                msg_signature?: string;
                timestamp?: string;
                nonce?: string;
                encrypt_type?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/xml": unknown;
            };
        };
        responses: {
            /** @description what they want to hear */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description refused, without a body */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    qy_verify: {
        parameters: {
            query?: {
                signature?: string;
                msg_signature?: string;
                timestamp?: string;
                nonce?: string;
                echostr?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description what they want to hear */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description refused, without a body */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    qy_callback: {
        parameters: {
            query?: {
                signature?: string;
                msg_signature?: string;
                timestamp?: string;
                nonce?: string;
                encrypt_type?: string;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "text/xml": unknown;
            };
        };
        responses: {
            /** @description what they want to hear */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description refused, without a body */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
