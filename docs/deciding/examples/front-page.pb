META
key;value
description;Five ideas on the front page
budget;5
vote_type;approval
PROJECTS
project_id;cost;name
hill 1;1;hill 1
hill 2;1;hill 2
hill 3;1;hill 3
hill 4;1;hill 4
hill 5;1;hill 5
dale 1;1;dale 1
dale 2;1;dale 2
dale 3;1;dale 3
dale 4;1;dale 4
dale 5;1;dale 5
VOTES
voter_id;vote
1;hill 1,hill 2,hill 3,hill 4,hill 5
2;hill 1,hill 2,hill 3,hill 4,hill 5
3;hill 1,hill 2,hill 3,hill 4,hill 5
4;hill 1,hill 2,hill 3,hill 4,hill 5
5;hill 1,hill 2,hill 3,hill 4,hill 5
6;hill 1,hill 2,hill 3,hill 4,hill 5
7;hill 1,hill 2,hill 3,hill 4,hill 5
8;hill 1,hill 2,hill 3,hill 4,hill 5
9;hill 1,hill 2,hill 3,hill 4,hill 5
10;hill 1,hill 2,hill 3,hill 4,hill 5
11;hill 1,hill 2,hill 3,hill 4,hill 5
12;hill 1,hill 2,hill 3,hill 4,hill 5
13;hill 1,hill 2,hill 3,hill 4,hill 5
14;hill 1,hill 2,hill 3,hill 4,hill 5
15;hill 1,hill 2,hill 3,hill 4,hill 5
16;hill 1,hill 2,hill 3,hill 4,hill 5
17;hill 1,hill 2,hill 3,hill 4,hill 5
18;hill 1,hill 2,hill 3,hill 4,hill 5
19;hill 1,hill 2,hill 3,hill 4,hill 5
20;hill 1,hill 2,hill 3,hill 4,hill 5
21;hill 1,hill 2,hill 3,hill 4,hill 5
22;hill 1,hill 2,hill 3,hill 4,hill 5
23;hill 1,hill 2,hill 3,hill 4,hill 5
24;hill 1,hill 2,hill 3,hill 4,hill 5
25;hill 1,hill 2,hill 3,hill 4,hill 5
26;hill 1,hill 2,hill 3,hill 4,hill 5
27;hill 1,hill 2,hill 3,hill 4,hill 5
28;hill 1,hill 2,hill 3,hill 4,hill 5
29;hill 1,hill 2,hill 3,hill 4,hill 5
30;hill 1,hill 2,hill 3,hill 4,hill 5
31;hill 1,hill 2,hill 3,hill 4,hill 5
32;hill 1,hill 2,hill 3,hill 4,hill 5
33;hill 1,hill 2,hill 3,hill 4,hill 5
34;hill 1,hill 2,hill 3,hill 4,hill 5
35;hill 1,hill 2,hill 3,hill 4,hill 5
36;hill 1,hill 2,hill 3,hill 4,hill 5
37;hill 1,hill 2,hill 3,hill 4,hill 5
38;hill 1,hill 2,hill 3,hill 4,hill 5
39;hill 1,hill 2,hill 3,hill 4,hill 5
40;hill 1,hill 2,hill 3,hill 4,hill 5
41;hill 1,hill 2,hill 3,hill 4,hill 5
42;hill 1,hill 2,hill 3,hill 4,hill 5
43;hill 1,hill 2,hill 3,hill 4,hill 5
44;hill 1,hill 2,hill 3,hill 4,hill 5
45;hill 1,hill 2,hill 3,hill 4,hill 5
46;hill 1,hill 2,hill 3,hill 4,hill 5
47;hill 1,hill 2,hill 3,hill 4,hill 5
48;hill 1,hill 2,hill 3,hill 4,hill 5
49;hill 1,hill 2,hill 3,hill 4,hill 5
50;hill 1,hill 2,hill 3,hill 4,hill 5
51;hill 1,hill 2,hill 3,hill 4,hill 5
52;hill 1,hill 2,hill 3,hill 4,hill 5
53;hill 1,hill 2,hill 3,hill 4,hill 5
54;hill 1,hill 2,hill 3,hill 4,hill 5
55;hill 1,hill 2,hill 3,hill 4,hill 5
56;hill 1,hill 2,hill 3,hill 4,hill 5
57;hill 1,hill 2,hill 3,hill 4,hill 5
58;hill 1,hill 2,hill 3,hill 4,hill 5
59;hill 1,hill 2,hill 3,hill 4,hill 5
60;hill 1,hill 2,hill 3,hill 4,hill 5
61;dale 1,dale 2,dale 3,dale 4,dale 5
62;dale 1,dale 2,dale 3,dale 4,dale 5
63;dale 1,dale 2,dale 3,dale 4,dale 5
64;dale 1,dale 2,dale 3,dale 4,dale 5
65;dale 1,dale 2,dale 3,dale 4,dale 5
66;dale 1,dale 2,dale 3,dale 4,dale 5
67;dale 1,dale 2,dale 3,dale 4,dale 5
68;dale 1,dale 2,dale 3,dale 4,dale 5
69;dale 1,dale 2,dale 3,dale 4,dale 5
70;dale 1,dale 2,dale 3,dale 4,dale 5
71;dale 1,dale 2,dale 3,dale 4,dale 5
72;dale 1,dale 2,dale 3,dale 4,dale 5
73;dale 1,dale 2,dale 3,dale 4,dale 5
74;dale 1,dale 2,dale 3,dale 4,dale 5
75;dale 1,dale 2,dale 3,dale 4,dale 5
76;dale 1,dale 2,dale 3,dale 4,dale 5
77;dale 1,dale 2,dale 3,dale 4,dale 5
78;dale 1,dale 2,dale 3,dale 4,dale 5
79;dale 1,dale 2,dale 3,dale 4,dale 5
80;dale 1,dale 2,dale 3,dale 4,dale 5
81;dale 1,dale 2,dale 3,dale 4,dale 5
82;dale 1,dale 2,dale 3,dale 4,dale 5
83;dale 1,dale 2,dale 3,dale 4,dale 5
84;dale 1,dale 2,dale 3,dale 4,dale 5
85;dale 1,dale 2,dale 3,dale 4,dale 5
86;dale 1,dale 2,dale 3,dale 4,dale 5
87;dale 1,dale 2,dale 3,dale 4,dale 5
88;dale 1,dale 2,dale 3,dale 4,dale 5
89;dale 1,dale 2,dale 3,dale 4,dale 5
90;dale 1,dale 2,dale 3,dale 4,dale 5
91;dale 1,dale 2,dale 3,dale 4,dale 5
92;dale 1,dale 2,dale 3,dale 4,dale 5
93;dale 1,dale 2,dale 3,dale 4,dale 5
94;dale 1,dale 2,dale 3,dale 4,dale 5
95;dale 1,dale 2,dale 3,dale 4,dale 5
96;dale 1,dale 2,dale 3,dale 4,dale 5
97;dale 1,dale 2,dale 3,dale 4,dale 5
98;dale 1,dale 2,dale 3,dale 4,dale 5
99;dale 1,dale 2,dale 3,dale 4,dale 5
100;dale 1,dale 2,dale 3,dale 4,dale 5
