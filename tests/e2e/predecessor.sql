-- SPDX-License-Identifier: Apache-2.0
-- A small office in tables as the queries of docs/migration.md read them: a database of Django's, with what such ones hold:
-- nulls, zeros for dates, microseconds, text in four bytes, values that were never checked.
CREATE TABLE zhugeleida_company (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(128) NOT NULL);
INSERT INTO zhugeleida_company VALUES (3, '合众康桥');

CREATE TABLE zhugeleida_userprofile (
    id INT AUTO_INCREMENT PRIMARY KEY, company_id INT, username VARCHAR(64), avatar VARCHAR(256), mingpian_phone VARCHAR(20),
    wechat_phone VARCHAR(20), wechat VARCHAR(64), position VARCHAR(256), email VARCHAR(128), token VARCHAR(64), status SMALLINT);
INSERT INTO zhugeleida_userprofile VALUES
    (1, 3, '张聪', 'statics/imgs/setAvator.jpg', '18932674288', NULL, '18866554433', '经理', NULL,
     '11111111111111111111111111111111', 1),
    (2, 3, 'gone', NULL, NULL, NULL, NULL, NULL, NULL, '22222222222222222222222222222222', 3);

CREATE TABLE zhugeleida_customer (
    id INT AUTO_INCREMENT PRIMARY KEY, username VARCHAR(128), headimgurl VARCHAR(256), user_type SMALLINT, phone VARCHAR(20),
    openid VARCHAR(64), token VARCHAR(64), create_date DATETIME(6));
INSERT INTO zhugeleida_customer VALUES
    (1, '胡蓉💗Rose', 'http://thirdwx.qlogo.cn/132', 2, NULL, 'o1', 'cccccccccccccccccccccccccccccccc', '2018-05-01 10:00:00.123456'),
    (2, '', NULL, 1, NULL, 'o2', 'dddddddddddddddddddddddddddddddd', NULL),
    (3, NULL, NULL, NULL, NULL, 'o3', NULL, '1970-01-01 08:00:00');

CREATE TABLE zhugeleida_user_customer_flowup (
    id INT AUTO_INCREMENT PRIMARY KEY, user_id INT, customer_id INT, source SMALLINT, customer_parent_id INT, article_id INT,
    title VARCHAR(128), expedted_pr INT, expected_time DATE, last_follow_time DATETIME(6), last_activity_time DATETIME(6),
    username VARCHAR(64), memo_name VARCHAR(64), sex SMALLINT, phone VARCHAR(20), email VARCHAR(128), company VARCHAR(256),
    position VARCHAR(256), address VARCHAR(256), birthday DATE, mem VARCHAR(2000), create_date DATETIME(6));
INSERT INTO zhugeleida_user_customer_flowup VALUES
    (71, 1, 1, 4, 2, 2, 'jajjaj', 80, '2018-06-14', '2018-06-03 10:00:00.548999', '2018-06-04 10:00:00', NULL, '太乙真人', 1,
     '19931788974', '1224423@qq.com', '引号" 和 \\ 和
换行', '开发TTT', '通州区xxx', '2018-06-01', '我是一个兵', '2018-05-01 10:00:00'),
    (72, 1, 2, 5, NULL, NULL, NULL, 101, '0000-00-00', NULL, NULL, NULL, NULL, 0, '12', 'x@', NULL, NULL, NULL, NULL, NULL,
     '2018-05-02 10:00:00'),
    (73, 2, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2018-05-03');

CREATE TABLE zhugeleida_tag (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(64), parent_id INT, company_id INT);
INSERT INTO zhugeleida_tag VALUES (1, '客户分类', NULL, 3), (2, '重要客户', 1, 3), (3, '已婚', NULL, NULL);
CREATE TABLE zhugeleida_customer_tag (id INT AUTO_INCREMENT PRIMARY KEY, customer_id INT, tag_id INT);
INSERT INTO zhugeleida_customer_tag VALUES (1, 1, 2), (2, 1, 3);

CREATE TABLE zhugeleida_chatinfo (
    id INT AUTO_INCREMENT PRIMARY KEY, user_id INT, customer_id INT, send_type SMALLINT, content LONGTEXT, is_read BOOLEAN,
    create_date DATETIME(6));
INSERT INTO zhugeleida_chatinfo VALUES
    (1, 1, 1, 2, '{"info_type": 1, "msg": "这个信息是文字\\\\表情 💗"}', 1, '2018-06-01 10:00:00.548123'),
    (2, 1, 1, 1, '{"info_type": 4, "url": "statics/a.png", "extra": null}', 1, '2018-06-01 10:00:01'),
    (4, 1, 1, 2, 'hello', 0, '2018-06-01 10:00:01.5'),
    (3, 1, 1, 2, '{"info_type": 1, "msg": "\\u5728\\u5417"}', 0, '2018-06-01 10:00:02'),
    (5, 1, 2, 2, '{"info_type": 1, "msg": "earliest", "dateTime": "1999"}', 0, '1970-01-01 08:00:00');

CREATE TABLE zhugeleida_accesslog (
    id INT AUTO_INCREMENT PRIMARY KEY, user_id INT, customer_id INT, action SMALLINT, remark VARCHAR(256), article_id INT,
    create_date DATETIME(6));
INSERT INTO zhugeleida_accesslog VALUES
    (1, 1, 1, 14, '正在查看文章', 2, '2018-06-09 10:03:29'), (2, 1, 1, 1, '', NULL, '2018-06-09 10:02:12'),
    (3, 1, 1, 19, 'praise', NULL, '2018-06-09 10:04:00');

CREATE TABLE zhugeleida_follow_info (
    id INT AUTO_INCREMENT PRIMARY KEY, user_customer_flowup_id INT, follow_info VARCHAR(2000), create_date DATETIME(6));
INSERT INTO zhugeleida_follow_info VALUES (1, 71, '已电话沟通', '2018-06-02 10:00:00'), (2, 71, '', '2018-06-02 11:00:00');
CREATE TABLE zhugeleida_follow_language (id INT AUTO_INCREMENT PRIMARY KEY, user_id INT, custom_language VARCHAR(512));
INSERT INTO zhugeleida_follow_language VALUES (4, 1, '您好，请问有什么可以帮您？');
